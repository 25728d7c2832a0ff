"""Encoders that only put probes to a network and read its answers: the functionalist ones of Herrmann, Faccio &
Schmidhuber (2024), written anew. Unlike theirs, a probe of symbols is a word that a network can be given (each chosen
by argmax, with the gradient of the softmax: straight through), where theirs are mixtures; and representations are read
from all of a probe and its answers at once, where theirs come from the last state."""

import torch

import languages
import mechanistic
import networks
import tiles

PROBES = 4
WIDTH = 64
LEAST_LOG = -8.0


def answers(said):
    """What an encoder reads: log probabilities, cut off, about the size of one."""
    return said.log_softmax(-1).clamp(min=LEAST_LOG) / 4 + 1


class Symbols:
    """Words over a to d; neither begin nor end is ever put."""

    steps, size = 22, languages.TOKENS - 2

    def choose(self, scores):
        soft = scores.softmax(-1)
        return self.hard(soft) + soft - soft.detach()

    def hard(self, scores):
        return torch.nn.functional.one_hot(scores.argmax(-1), self.size).float()

    def draw(self, shape, generator):
        return self.hard(torch.rand(*shape, self.size, generator=generator))

    def inputs(self, symbols):
        return torch.nn.functional.pad(symbols, (1, 1))

    def begin(self, count):
        begin = torch.zeros(count, PROBES, languages.TOKENS)
        begin[..., languages.BEGIN] = 1
        return begin


class Tiles:
    """Images, after an empty tile."""

    steps, size = tiles.STEPS, tiles.PIXELS

    def choose(self, scores):
        return scores.sigmoid()

    def draw(self, shape, generator):
        return torch.rand(*shape, self.size, generator=generator)

    def inputs(self, pixels):
        return pixels

    def begin(self, count):
        return torch.zeros(count, PROBES, self.size)


SYMBOLS, PIXELS = Symbols(), Tiles()


class Probing(torch.nn.Module):
    def __init__(self, sample, outputs, probes):
        super().__init__()
        self.kind = probes
        self.said = sample["out"].shape[1]
        seen = (probes.steps + 1) * self.said + probes.steps * probes.size
        self.out = mechanistic.mlp(PROBES * seen, 128, outputs, 2)

    def forward(self, weights):
        count = weights["out"].shape[0]
        said, state = networks.step(weights, self.kind.begin(count), networks.start(weights, PROBES))
        seen = [answers(said)]
        memory = self.first(count)
        for t in range(self.kind.steps):
            put, memory = self.probe(seen[-1], memory, t)
            put = put.expand(count, -1, -1)
            said, state = networks.step(weights, self.kind.inputs(put), state)
            seen += [put, answers(said)]
        return self.out(torch.cat(seen, -1).flatten(1))

    def first(self, count):
        return None


class NonInteractive(Probing):
    """Probes that are learned, and the same for every network."""

    def __init__(self, sample, outputs, probes):
        super().__init__(sample, outputs, probes)
        self.probes = torch.nn.Parameter(torch.randn(probes.steps, PROBES, probes.size))

    def probe(self, answer, memory, t):
        return self.kind.choose(self.probes[t])[None], memory


class Interactive(Probing):
    """What is put next depends on the answers so far, by an LSTM for each of the probes."""

    def __init__(self, sample, outputs, probes):
        super().__init__(sample, outputs, probes)
        self.reader = torch.nn.LSTMCell(self.said, WIDTH)
        self.began = torch.nn.Parameter(torch.randn(PROBES, 2, WIDTH) * 0.1)
        self.next = mechanistic.mlp(WIDTH, WIDTH, probes.size, 1)

    def first(self, count):
        began = self.began.repeat(count, 1, 1)
        return began[:, 0], began[:, 1]

    def probe(self, answer, memory, t):
        memory = self.reader(answer.flatten(0, 1), memory)
        return self.kind.choose(self.next(memory[0])).reshape(-1, PROBES, self.kind.size), memory


class Untrained(Probing):
    """The baseline: probes drawn with a seed; all answers as they are."""

    def __init__(self, sample, probes, generator):
        super().__init__(sample, 1, probes)
        self.probes = probes.draw((probes.steps, PROBES), generator)
        self.out = torch.nn.Identity()

    def probe(self, answer, memory, t):
        return self.probes[t][None], memory
