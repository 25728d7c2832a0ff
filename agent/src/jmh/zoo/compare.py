"""Trains an encoder by emulation on a zoo, reads representations out by ridge regression, and prints one line of JSON.

From a network's representation an emulator must say what the network says after words that the network made up itself
(Herrmann, Faccio & Schmidhuber 2024); neither task, accuracy nor step is told. Then the encoder is left as it is.

Usage: python compare.py ENCODER SEED ZOO.pt..."""

import json
import sys
import time

import torch

import functionalist
import mechanistic
import networks
from readouts import Readouts
from zoo import Zoo

ENCODERS = {
    "statistics": mechanistic.Statistics,
    "flat": mechanistic.Flat,
    "transformer": mechanistic.ParameterTransformer,
    "functional": mechanistic.NeuralFunctional,
    "noninteractive": functionalist.NonInteractive,
    "interactive": functionalist.Interactive,
}
SIZE = 64
EMULATOR_WIDTH = 128
BATCH, RATE, CLIP = 64, 1e-3, 0.1
SECONDS = 150


class Emulator(torch.nn.Module):
    """The representation enters at the first step, as in the paper's code."""

    def __init__(self, tokens):
        super().__init__()
        self.entry = torch.nn.Embedding(tokens, EMULATOR_WIDTH)
        self.given = torch.nn.Linear(SIZE, EMULATOR_WIDTH)
        self.recurrent = torch.nn.LSTM(EMULATOR_WIDTH, EMULATOR_WIDTH, batch_first=True)
        self.out = torch.nn.Linear(EMULATOR_WIDTH, tokens)

    def forward(self, representation, words):
        entered = self.entry(words)
        first = entered[:, :1] + self.given(representation)[:, None]
        seen, _ = self.recurrent(torch.cat([first, entered[:, 1:]], 1))
        return self.out(seen)


def unit(one):
    return torch.nn.functional.normalize(one, dim=-1)


def loss(said, asked, mask):
    """Mean total variation over the steps of words."""
    each = (said.softmax(-1) - asked).abs().sum(-1) / 2
    return (each * mask).sum() / mask.sum()


def train(encoder, zoo, generator):
    """For a given time on one thread, so that each encoder is given the same means; steps done, last mean loss."""
    emulator = Emulator(zoo.tokens)
    both = [encoder.parameters(), emulator.parameters()]
    optimizer = torch.optim.AdamW([one for some in both for one in some], lr=RATE, weight_decay=0.01)
    began, steps, recent = time.time(), 0, 0.0
    encoder.train()
    while time.time() - began < SECONDS:
        left = 1 - (time.time() - began) / SECONDS
        for group in optimizer.param_groups:
            group["lr"] = RATE * max(0.02, min(1.0, 2 * left))
        rows = zoo.training[torch.randint(len(zoo.training), (BATCH,), generator=generator)]
        words, asked, mask = zoo.words(rows, generator)
        optimizer.zero_grad()
        one = loss(emulator(unit(encoder(zoo.weights(rows))), words), asked, mask)
        one.backward()
        for some in (encoder, emulator):
            torch.nn.utils.clip_grad_norm_(some.parameters(), CLIP)
        optimizer.step()
        steps += 1
        recent += 0.02 * (one.item() - recent)
        if steps % 100 == 0:
            print(f"step {steps}, total variation {recent:.4f}, {left * SECONDS:.0f} s left", file=sys.stderr)
    return steps, recent


def represent(encoder, zoo):
    encoder.eval()
    with torch.no_grad():
        parts = [unit(encoder(zoo.weights(rows))) for rows in torch.arange(zoo.size).split(256)]
    return torch.cat(parts)


def answered(zoo, generator):
    """The baseline's features: the answers to fixed random probes as they are."""
    with torch.no_grad():
        parts = []
        for rows in torch.arange(zoo.size).split(256):
            probes = functionalist.random_probes(len(rows), zoo.tokens, generator.manual_seed(generator.initial_seed()))
            parts.append(functionalist.answers(networks.run(zoo.weights(rows), probes)).flatten(1))
    return torch.cat(parts)


def main():
    name, seed = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    zoo = Zoo(sys.argv[3:], seed)
    found = {"encoder": name, "seed": seed}
    if name == "random":
        features = answered(zoo, generator)
    else:
        encoder = ENCODERS[name](zoo.weights(torch.arange(2)), SIZE)
        found["steps"], found["emulation"] = train(encoder, zoo, generator)
        features = represent(encoder, zoo)
        torch.save(encoder.state_dict(), f"{sys.argv[3]}.{name}-{seed}")
    print(json.dumps(found | Readouts(zoo).of(features)))


if __name__ == "__main__":
    main()
