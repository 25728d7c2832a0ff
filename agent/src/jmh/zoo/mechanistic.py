"""Encoders that look at weights: the mechanistic ones of Herrmann, Faccio & Schmidhuber (2024), written anew."""

import torch

from networks import WIDTH

GATES = 4


def by_neuron(weights):
    """Gates as channels: matrices [networks, to, from, 4] between neurons, and what each neuron of both layers has
    by itself [networks, WIDTH, features]."""
    count = weights["out"].shape[0]

    def gates(one):
        return one.reshape(count, GATES, WIDTH, -1).permute(0, 2, 3, 1)

    matrices = [gates(weights[name]) for name in ("back0", "entry1", "back1")]
    own0 = torch.cat([gates(weights["entry0"]).flatten(2), gates(weights["bias0"]).flatten(2)], -1)
    own1 = torch.cat([gates(weights["bias1"]).flatten(2), weights["out"].mT], -1)
    return matrices, own0, own1


def permuted(weights):
    """The same functions with the neurons of each layer in another order."""
    count = weights["out"].shape[0]
    orders = [torch.rand(count, WIDTH).argsort(1) for _ in range(2)]

    def rows(one, order):
        shape = one.shape
        one = one.reshape(count, GATES, WIDTH, -1)
        return torch.gather(one, 2, order[:, None, :, None].expand_as(one)).reshape(shape)

    def columns(one, order):
        return torch.gather(one, 2, order[:, None].expand_as(one))

    return {
        "entry0": rows(weights["entry0"], orders[0]),
        "back0": columns(rows(weights["back0"], orders[0]), orders[0]),
        "bias0": rows(weights["bias0"], orders[0]),
        "entry1": columns(rows(weights["entry1"], orders[1]), orders[0]),
        "back1": columns(rows(weights["back1"], orders[1]), orders[1]),
        "bias1": rows(weights["bias1"], orders[1]),
        "out": columns(weights["out"], orders[1]),
        "bias_out": weights["bias_out"],
    }


def mlp(inputs, width, outputs, hidden):
    layers, size = [], inputs
    for _ in range(hidden):
        layers += [torch.nn.Linear(size, width), torch.nn.ReLU()]
        size = width
    return torch.nn.Sequential(*layers, torch.nn.Linear(size, outputs))


class Statistics(torch.nn.Module):
    """Mean, variance and quartiles of each tensor."""

    def __init__(self, sample, outputs):
        super().__init__()
        self.norm = torch.nn.BatchNorm1d(7 * len(sample))
        self.mlp = mlp(7 * len(sample), 256, outputs, 3)

    def forward(self, weights):
        at = torch.tensor([0, 0.25, 0.5, 0.75, 1])
        found = []
        for one in weights.values():
            flat = one.flatten(1)
            found += [flat.mean(1, keepdim=True), flat.var(1, keepdim=True), flat.quantile(at, 1).T]
        return self.mlp(self.norm(torch.cat(found, 1)))


class Flat(torch.nn.Module):
    """All weights through one MLP; each time it is trained on them their neurons are in another order."""

    def __init__(self, sample, outputs):
        super().__init__()
        self.mlp = mlp(sum(one[0].numel() for one in sample.values()), 128, outputs, 3)

    def forward(self, weights):
        weights = permuted(weights) if self.training else weights
        return self.mlp(torch.cat([one.flatten(1) for one in weights.values()], 1))


class ParameterTransformer(torch.nn.Module):
    """A token for each neuron, which holds the weights that go into it (and out of the network)."""

    SIZE, LAYERS, HEADS = 64, 3, 2

    def __init__(self, sample, outputs):
        super().__init__()
        tokens = self.tokens({name: one[:1] for name, one in sample.items()})
        self.entries = torch.nn.ModuleList(torch.nn.Linear(one.shape[-1], self.SIZE) for one in tokens)
        self.places = torch.nn.Parameter(torch.randn(2 * WIDTH, self.SIZE) * 0.02)
        block = torch.nn.TransformerEncoderLayer(
            self.SIZE, self.HEADS, 2 * self.SIZE, dropout=0, batch_first=True, norm_first=True
        )
        self.blocks = torch.nn.TransformerEncoder(block, self.LAYERS, enable_nested_tensor=False)
        self.out = torch.nn.Linear(self.SIZE, outputs)

    @staticmethod
    def tokens(weights):
        (back0, entry1, back1), own0, own1 = by_neuron(weights)
        return [torch.cat([back0.flatten(2), own0], -1), torch.cat([entry1.flatten(2), back1.flatten(2), own1], -1)]

    def forward(self, weights):
        weights = permuted(weights) if self.training else weights
        seen = torch.cat([entry(one) for entry, one in zip(self.entries, self.tokens(weights))], 1)
        return self.out(self.blocks(seen + self.places).mean(1))


class NeuralFunctional(torch.nn.Module):
    """Equivariant to every permutation of neurons (deep weight space, Navon et al. 2023, and neural functionals, Zhou
    et al. 2023, carried over to two LSTM layers): linear maps of each entry, of means over rows, columns and all, and,
    where a matrix joins a layer with itself, of its transpose and diagonal; then a mean over neurons."""

    CHANNELS, LAYERS = 16, 3
    # Which layer's neurons the rows and columns of a matrix are: back0, entry1, back1.
    SPACES = [(0, 0), (1, 0), (1, 1)]

    def __init__(self, sample, outputs):
        super().__init__()
        matrices, own0, own1 = by_neuron({name: one[:1] for name, one in sample.items()})
        entries, owns = GATES, [own0.shape[-1], own1.shape[-1]]
        self.entries, self.nodes = torch.nn.ModuleList(), torch.nn.ModuleList()
        for _ in range(self.LAYERS):
            self.nodes.append(torch.nn.ModuleList(self.node(entries, owns, space) for space in (0, 1)))
            owns = [2 * self.CHANNELS] * 2
            self.entries.append(torch.nn.ModuleList(self.entry(entries, to == source) for to, source in self.SPACES))
            entries = self.CHANNELS
        self.out = mlp(sum(owns) + len(self.SPACES) * self.CHANNELS, 128, outputs, 1)

    def node(self, entries, owns, space):
        # Means along each side of a matrix in this layer, and its diagonal.
        sides = sum((to == space) + (source == space) + (to == source == space) for to, source in self.SPACES)
        return torch.nn.Linear(sum(owns) + owns[space] + sides * entries, 2 * self.CHANNELS)

    def entry(self, entries, square):
        return torch.nn.ModuleList(
            [torch.nn.Linear(entries * (2 if square else 1), self.CHANNELS)]
            + [torch.nn.Linear(2 * self.CHANNELS, self.CHANNELS, bias=False) for _ in range(2)]
        )

    def forward(self, weights):
        # Weights are small numbers; channels are to be of the size of one.
        matrices, *owns = by_neuron({name: one * WIDTH**0.5 for name, one in weights.items()})
        for nodes, entries in zip(self.nodes, self.entries):
            owns = [torch.relu(nodes[space](self.around(matrices, owns, space))) for space in (0, 1)]
            matrices = [
                torch.relu(
                    own(torch.cat([one, one.transpose(1, 2)], -1) if to == source else one)
                    + row(owns[to])[:, :, None]
                    + column(owns[source])[:, None]
                )
                for (own, row, column), one, (to, source) in zip(entries, matrices, self.SPACES)
            ]
        pooled = [one.mean(1) for one in owns] + [one.mean((1, 2)) for one in matrices]
        return self.out(torch.cat(pooled, -1))

    def around(self, matrices, owns, space):
        seen = [owns[space]] + [one.mean(1, keepdim=True).expand(-1, WIDTH, -1) for one in owns]
        for one, (to, source) in zip(matrices, self.SPACES):
            if to == space:
                seen.append(one.mean(2))
            if source == space:
                seen.append(one.mean(1))
            if to == source == space:
                seen.append(one.diagonal(dim1=1, dim2=2).mT)
        return torch.cat(seen, -1)
