"""Trains an encoder by emulation on a zoo, reads properties out of its representations, and prints one line of JSON.

From a network's representation an emulator must say what the network says (Herrmann, Faccio & Schmidhuber 2024);
neither task, accuracy nor step is told. Then the encoder is left as it is. ENCODER is one of statistics, flat,
transformer, functional, noninteractive, interactive, and untrained, which is the baseline.

Usage: python compare.py ENCODER SEED ZOO.pt..."""

import json
import sys
import time

import torch

import functionalist
import mechanistic
from readouts import Readouts
from zoo import load

MECHANISTIC = {
    "statistics": mechanistic.Statistics,
    "flat": mechanistic.Flat,
    "transformer": mechanistic.ParameterTransformer,
    "functional": mechanistic.NeuralFunctional,
}
PROBING = {
    "noninteractive": functionalist.NonInteractive,
    "interactive": functionalist.Interactive,
}
SIZE = 64
BATCH, CLIP, WARM_UP = 64, 0.1, 100
# From pilots of 400 steps with seed 0 and 1e-3 or 5e-3.
RATE, RATE_OF_PROBING = 2e-3, 5e-3
STEPS = 2000


def unit(one):
    return torch.nn.functional.normalize(one, dim=-1)


def loss(emulator, representation, given, prefixes, asked):
    """Mean total variation."""
    return (emulator(representation, given, prefixes).softmax(-1) - asked).abs().sum(-1).mean() / 2


def train(encoder, zoo, generator):
    """The loss at the end, a running mean."""
    emulator = zoo.emulator(SIZE)
    both = [encoder.parameters(), emulator.parameters()]
    optimizer = torch.optim.AdamW([one for some in both for one in some], weight_decay=0.01)
    rate = RATE_OF_PROBING if isinstance(encoder, functionalist.Probing) else RATE
    began, recent = time.time(), 1.0
    encoder.train()
    for step in range(1, STEPS + 1):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, step / WARM_UP, 2 * (STEPS - step + 1) / STEPS)
        rows = zoo.training[torch.randint(len(zoo.training), (BATCH,), generator=generator)]
        optimizer.zero_grad()
        one = loss(emulator, unit(encoder(zoo.weights(rows))), *zoo.emulated(rows, generator))
        one.backward()
        for some in (encoder, emulator):
            torch.nn.utils.clip_grad_norm_(some.parameters(), CLIP)
        optimizer.step()
        recent += max(0.02, 1 / step) * (one.item() - recent)
        if step % 100 == 0:
            left = (time.time() - began) / step * (STEPS - step)
            print(f"step {step}, total variation {recent:.4f}, {left:.0f} s left", file=sys.stderr)
    return recent


def represent(encoder, zoo):
    encoder.eval()
    return zoo.by_parts(encoder)


def main():
    name, seed = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    zoo = load(sys.argv[3:], seed)
    sample = zoo.weights(torch.arange(2))
    found = {"encoder": name, "seed": seed}
    if name == "untrained":
        features = represent(functionalist.Untrained(sample, zoo.probes, generator), zoo)
    else:
        given = [zoo.probes] if name in PROBING else []
        encoder = (MECHANISTIC | PROBING)[name](sample, SIZE, *given)
        found["emulation"] = train(encoder, zoo, generator)
        features = unit(represent(encoder, zoo))
        torch.save(encoder.state_dict(), f"{sys.argv[3]}.{name}-{seed}")
    print(json.dumps(found | Readouts(zoo).of(features)))


if __name__ == "__main__":
    main()
