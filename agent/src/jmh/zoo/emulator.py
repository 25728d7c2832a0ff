"""What has to say what a network says, from its representation."""

import torch

import languages
import mechanistic
import tiles

WIDTH = 128


class Emulator(torch.nn.Module):
    """The representation scales and shifts what is seen of a prefix."""

    def __init__(self, size, seen, said):
        super().__init__()
        self.seen = seen
        self.scale = torch.nn.Linear(size, WIDTH)
        self.shift = torch.nn.Linear(size, WIDTH)
        self.out = mechanistic.mlp(WIDTH, WIDTH, said, 1)

    def forward(self, representation, given, prefixes):
        """Rows of answers, in the order of the true ones of prefixes [networks, ...]."""
        network = torch.arange(len(given)).reshape(-1, *[1] * (prefixes.dim() - 1)).expand_as(prefixes)[prefixes]
        scale, shift = self.scale(representation)[network], self.shift(representation)[network]
        return self.out(torch.relu(self.seen(given, prefixes) * (1 + scale) + shift))


class Counts(torch.nn.Module):
    """How often each symbol was in a prefix, and which was its last. In the paper an emulator is an LSTM, which has to
    learn to count first."""

    MOST = 12

    def __init__(self):
        super().__init__()
        self.symbols = languages.TOKENS - 2
        self.counts = torch.nn.Embedding(self.symbols * self.MOST, WIDTH)
        self.last = torch.nn.Embedding(languages.TOKENS, WIDTH)

    def forward(self, words, prefixes):
        counted = torch.nn.functional.one_hot(words, languages.TOKENS)[..., 1:-1].cumsum(2).clamp(max=self.MOST - 1)
        places = counted[prefixes] + torch.arange(self.symbols) * self.MOST
        return self.counts(places).sum(1) + self.last(words[prefixes])


class Pixels(torch.nn.Module):
    """A whole image."""

    def __init__(self):
        super().__init__()
        self.entry = torch.nn.Linear(tiles.SIDE**2, WIDTH)

    def forward(self, images, prefixes):
        return self.entry(images.flatten(2)[prefixes])
