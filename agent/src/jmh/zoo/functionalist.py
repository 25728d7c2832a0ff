"""Encoders that only put probes to a network and read its answers: the functionalist ones of Herrmann, Faccio &
Schmidhuber (2024), written anew. A symbol of a probe is one that a network can be given (chosen by argmax, with the
gradient of the softmax: straight through), where the paper gives it mixtures; pixels are any number from 0 to 1."""

import torch

import networks

PROBES, STEPS = 4, 22
WIDTH = 128
LEAST_LOG = -8.0


def answers(said):
    """What an encoder reads: log probabilities, cut off, about the size of one."""
    return said.log_softmax(-1).clamp(min=LEAST_LOG) / 4 + 1


def symbols(logits):
    soft = logits.softmax(-1)
    hard = torch.nn.functional.one_hot(soft.argmax(-1), soft.shape[-1]).float()
    return hard + soft - soft.detach()


class Probing(torch.nn.Module):
    """Reads answers step by step with an LSTM for each of the probes, whose last states give the representation."""

    def __init__(self, sample, outputs, pixels=False):
        super().__init__()
        self.inputs = sample["entry0"].shape[-1]
        self.feed = torch.sigmoid if pixels else symbols
        said = sample["out"].shape[1]
        self.reader = torch.nn.LSTMCell(said, WIDTH)
        self.began = torch.nn.Parameter(torch.randn(PROBES, 2, WIDTH) * 0.1)
        self.out = torch.nn.Sequential(
            torch.nn.Linear(PROBES * WIDTH, WIDTH), torch.nn.ReLU(), torch.nn.Linear(WIDTH, outputs)
        )

    def first(self, count):
        """States of the readers of all networks' probes [networks * PROBES, WIDTH]."""
        began = self.began.repeat(count, 1, 1)
        return began[:, 0], began[:, 1]

    def forward(self, weights):
        count = weights["out"].shape[0]
        read = self.first(count)
        state = networks.start(weights, PROBES)
        for t in range(STEPS):
            probe = self.probe(read[0], t).expand(count, PROBES, -1)
            said, state = networks.step(weights, probe, state)
            read = self.reader(answers(said).flatten(0, 1), read)
        return self.out(read[0].reshape(count, -1))


class NonInteractive(Probing):
    """Probes that are learned, and the same for every network."""

    def __init__(self, sample, outputs, pixels=False):
        super().__init__(sample, outputs, pixels)
        self.probes = torch.nn.Parameter(torch.randn(STEPS, PROBES, self.inputs))

    def probe(self, read, t):
        return self.feed(self.probes[t])[None]


class Interactive(Probing):
    """The next symbol depends on the answers so far."""

    def __init__(self, sample, outputs, pixels=False):
        super().__init__(sample, outputs, pixels)
        self.next = torch.nn.Sequential(
            torch.nn.Linear(WIDTH, WIDTH), torch.nn.ReLU(), torch.nn.Linear(WIDTH, self.inputs)
        )

    def probe(self, read, t):
        return self.feed(self.next(read)).reshape(-1, PROBES, self.inputs)


def random_probes(count, inputs, generator, pixels=False):
    """For the baseline: as many symbols as the encoders give, drawn with a seed."""
    drawn = torch.rand(PROBES, STEPS, inputs, generator=generator)
    if not pixels:
        drawn = torch.nn.functional.one_hot(drawn.argmax(-1), inputs).float()
    return drawn.expand(count, -1, -1, -1)
