"""Encoders that only put probes to a network and read its answers: the functionalist ones of Herrmann, Faccio &
Schmidhuber (2024), written anew. Unlike theirs, a probe is a word that a network can be given (each symbol chosen by
argmax, with the gradient of the softmax: straight through), where theirs are mixtures of symbols; and representations
are read from all symbols and answers at once, where theirs come from the last state."""

import torch

import languages
import mechanistic
import networks

PROBES, STEPS = 4, 22
WIDTH = 64
LEAST_LOG = -8.0
SYMBOLS = languages.TOKENS - 2


def answers(said):
    """What an encoder reads: log probabilities, cut off, about the size of one."""
    return said.log_softmax(-1).clamp(min=LEAST_LOG) / 4 + 1


def chosen(logits):
    soft = logits.softmax(-1)
    hard = torch.nn.functional.one_hot(soft.argmax(-1), SYMBOLS).float()
    return hard + soft - soft.detach()


def tokens(symbols):
    """Neither begin nor end is ever put."""
    return torch.nn.functional.pad(symbols, (1, 1))


def begun(weights):
    """The answers after the begin, and the states."""
    count = weights["out"].shape[0]
    begin = torch.zeros(count, PROBES, languages.TOKENS)
    begin[..., languages.BEGIN] = 1
    return networks.step(weights, begin, networks.start(weights, PROBES))


class Probing(torch.nn.Module):
    def __init__(self, outputs):
        super().__init__()
        seen = (STEPS + 1) * languages.TOKENS + STEPS * SYMBOLS
        self.out = mechanistic.mlp(PROBES * seen, 2 * WIDTH, outputs, 2)

    def forward(self, weights):
        count = weights["out"].shape[0]
        said, state = begun(weights)
        seen = [answers(said)]
        memory = self.first(count)
        for t in range(STEPS):
            symbols, memory = self.probe(seen[-1], memory, t)
            symbols = symbols.expand(count, -1, -1)
            said, state = networks.step(weights, tokens(symbols), state)
            seen += [symbols, answers(said)]
        return self.out(torch.cat(seen, -1).flatten(1))


class NonInteractive(Probing):
    """Probes that are learned, and the same for every network."""

    def __init__(self, sample, outputs):
        super().__init__(outputs)
        self.probes = torch.nn.Parameter(torch.randn(STEPS, PROBES, SYMBOLS))

    def first(self, count):
        return None

    def probe(self, answer, memory, t):
        return chosen(self.probes[t])[None], memory


class Interactive(Probing):
    """The next symbol depends on the answers so far, by an LSTM for each of the probes."""

    def __init__(self, sample, outputs):
        super().__init__(outputs)
        self.reader = torch.nn.LSTMCell(languages.TOKENS, WIDTH)
        self.began = torch.nn.Parameter(torch.randn(PROBES, 2, WIDTH) * 0.1)
        self.next = mechanistic.mlp(WIDTH, WIDTH, SYMBOLS, 1)

    def first(self, count):
        began = self.began.repeat(count, 1, 1)
        return began[:, 0], began[:, 1]

    def probe(self, answer, memory, t):
        memory = self.reader(answer.flatten(0, 1), memory)
        return chosen(self.next(memory[0])).reshape(*answer.shape[:-1], SYMBOLS), memory


class Untrained(Probing):
    """The baseline: as many symbols, drawn with a seed; all answers as they are."""

    def __init__(self, generator):
        super().__init__(1)
        drawn = torch.randint(SYMBOLS, (STEPS, PROBES), generator=generator)
        self.probes = torch.nn.functional.one_hot(drawn, SYMBOLS).float()
        self.out = torch.nn.Identity()

    def first(self, count):
        return None

    def probe(self, answer, memory, t):
        return self.probes[t][None], memory
