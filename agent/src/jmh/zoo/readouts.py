"""What can be read out of a representation: the task, the accuracy, how long it was trained. Linearly, and the task by
a small network too."""

import torch

import mechanistic

PENALTIES = [10.0**power for power in range(-6, 4)]
# One run in so many.
VALIDATED = 5
PATIENCE = 20


class Ridge:
    """With the penalty that does best on a part of the training rows, which is then used too."""

    def __init__(self, features, targets, validated):
        fits = [(self.error(features, targets, validated, penalty), penalty) for penalty in PENALTIES]
        self.fit(features, targets, min(fits)[1])

    def error(self, features, targets, validated, penalty):
        self.fit(features[~validated], targets[~validated], penalty)
        return (self(features[validated]) - targets[validated]).square().mean().item()

    def fit(self, features, targets, penalty):
        self.centre, self.scale = features.mean(0), features.std(0) + 1e-6
        self.mean = targets.mean(0)
        x = ((features - self.centre) / self.scale).double()
        gram = x.T @ x / len(x) + penalty * torch.eye(x.shape[1], dtype=torch.double)
        self.weights = torch.linalg.solve(gram, x.T @ (targets - self.mean).double() / len(x))

    def __call__(self, features):
        x = ((features - self.centre) / self.scale).double()
        return (x @ self.weights).float() + self.mean


def network(features, targets, validated):
    """A read-out of two hidden layers, as it was when it did best on the validated rows."""
    centre, scale = features.mean(0), features.std(0) + 1e-6
    layers = mechanistic.mlp(features.shape[1], 256, targets[0].numel(), 2)
    optimizer = torch.optim.AdamW(layers.parameters(), lr=1e-3, weight_decay=0.1)
    x = (features - centre) / scale
    best, kept, since = float("inf"), None, 0
    while since < PATIENCE:
        for rows in torch.randperm(len(x)).split(256):
            rows = rows[~validated[rows]]
            optimizer.zero_grad()
            cross_entropy(layers(x[rows]), targets[rows]).backward()
            optimizer.step()
        with torch.no_grad():
            one = cross_entropy(layers(x[validated]), targets[validated]).item()
        since += 1
        if one < best:
            best, kept, since = one, {name: value.clone() for name, value in layers.state_dict().items()}, 0
    layers.load_state_dict(kept)
    return lambda rows: layers((rows - centre) / scale).detach()


def cross_entropy(said, targets):
    """Mean over components: targets [rows, components, classes] are one-hot."""
    return torch.nn.functional.cross_entropy(said.reshape(targets.shape).transpose(1, 2), targets.transpose(1, 2))


def explained(said, true):
    """R²."""
    return 1 - ((said - true).square().sum() / (true - true.mean()).square().sum()).item()


class Readouts:
    def __init__(self, zoo):
        self.zoo = zoo
        # Whole runs, with all of their snapshots.
        self.validated = zoo.runs[zoo.training] % VALIDATED == 0

    def of(self, features):
        zoo = self.zoo
        told = torch.nn.functional.one_hot(zoo.tasks, int(zoo.tasks.max()) + 1).float()[zoo.training]
        seen = features[zoo.training]
        found = self.right("", Ridge(seen, told.flatten(1), self.validated), features)
        found |= self.right("network_", network(seen, told, self.validated), features)
        for name, true in (("accuracy", zoo.accuracy), ("step", zoo.step)):
            read = Ridge(seen, true[zoo.training, None], self.validated)
            found[name] = explained(read(features[zoo.test])[:, 0], true[zoo.test])
        return found

    def right(self, prefix, readout, features):
        """Share of networks of which the whole task, and of offsets, is right: of seen and of unseen tasks."""
        zoo, found = self.zoo, {}
        for name, rows in (("", zoo.test), ("_unseen", zoo.foreign)):
            said = readout(features[rows]).reshape(len(rows), zoo.tasks.shape[1], -1).argmax(-1)
            right = said == zoo.tasks[rows]
            found[prefix + "task" + name] = right.all(-1).float().mean().item()
            found[prefix + "offset" + name] = right.float().mean().item()
        return found
