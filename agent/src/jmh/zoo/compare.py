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
EMULATOR_WIDTH, MOST_COUNTED = 256, 12
BATCH, RATE, CLIP, WARM_UP = 64, 5e-3, 0.1, 100
STEPS = 800


class Emulator(torch.nn.Module):
    """Says what comes after a prefix, from the representation, how often each symbol was in it, and which was its last.
    In the paper it is an LSTM, which has to learn to count first."""

    def __init__(self, tokens):
        super().__init__()
        self.tokens = tokens
        counts = (tokens - 2) * MOST_COUNTED
        self.entry = torch.nn.Linear(counts + tokens, EMULATOR_WIDTH)
        self.scale = torch.nn.Linear(SIZE, EMULATOR_WIDTH)
        self.shift = torch.nn.Linear(SIZE, EMULATOR_WIDTH)
        self.out = mechanistic.mlp(EMULATOR_WIDTH, EMULATOR_WIDTH, tokens, 1)

    def forward(self, representation, words):
        last = torch.nn.functional.one_hot(words, self.tokens)
        counted = last[..., 1:-1].cumsum(2).clamp(max=MOST_COUNTED - 1)
        counts = torch.nn.functional.one_hot(counted, MOST_COUNTED).flatten(3)
        entered = self.entry(torch.cat([counts, last], -1).float())
        scale, shift = self.scale(representation)[:, None, None], self.shift(representation)[:, None, None]
        return self.out(torch.relu(entered * (1 + scale) + shift))


def unit(one):
    return torch.nn.functional.normalize(one, dim=-1)


def loss(said, asked, mask):
    """Mean total variation over the steps of words."""
    each = (said.softmax(-1) - asked).abs().sum(-1) / 2
    return (each * mask).sum() / mask.sum()


def train(encoder, zoo, generator):
    """The loss at the end, a running mean."""
    emulator = Emulator(zoo.tokens)
    both = [encoder.parameters(), emulator.parameters()]
    optimizer = torch.optim.AdamW([one for some in both for one in some], lr=RATE, weight_decay=0.01)
    began, recent = time.time(), 1.0
    encoder.train()
    for step in range(1, STEPS + 1):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, step / WARM_UP, 2 * (STEPS - step + 1) / STEPS)
        rows = zoo.training[torch.randint(len(zoo.training), (BATCH,), generator=generator)]
        words, asked, mask = zoo.words(rows)
        optimizer.zero_grad()
        one = loss(emulator(unit(encoder(zoo.weights(rows))), words), asked, mask)
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
    with torch.no_grad():
        return torch.cat([encoder(zoo.weights(rows)) for rows in torch.arange(zoo.size).split(256)])


def main():
    name, seed = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    zoo = Zoo(sys.argv[3:], seed)
    found = {"encoder": name, "seed": seed}
    if name == "untrained":
        features = represent(functionalist.Untrained(generator), zoo)
    else:
        encoder = ENCODERS[name](zoo.weights(torch.arange(2)), SIZE)
        found["emulation"] = train(encoder, zoo, generator)
        features = unit(represent(encoder, zoo))
        torch.save(encoder.state_dict(), f"{sys.argv[3]}.{name}-{seed}")
    print(json.dumps(found | Readouts(zoo).of(features)))


if __name__ == "__main__":
    main()
