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


def network(features, targets, validated, loss):
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
            loss(layers(x[rows]), targets[rows]).backward()
            optimizer.step()
        with torch.no_grad():
            one = loss(layers(x[validated]), targets[validated]).item()
        since += 1
        if one < best:
            best, kept, since = one, {name: value.clone() for name, value in layers.state_dict().items()}, 0
    layers.load_state_dict(kept)
    return lambda rows: layers((rows - centre) / scale).detach()


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
        seen, told = features[zoo.training], zoo.told()[zoo.training]
        readouts = {
            "": Ridge(seen, told.flatten(1), self.validated),
            "network_": network(seen, told, self.validated, zoo.task_loss),
        }
        found = {}
        for prefix, readout in readouts.items():
            for suffix, rows in (("", zoo.test), ("_unseen", zoo.foreign)):
                scores = zoo.task_scores(readout(features[rows]), rows)
                found |= {prefix + name + suffix: score for name, score in scores.items()}
        for name, true in (("accuracy", zoo.accuracy), ("step", zoo.step)):
            read = Ridge(seen, true[zoo.training, None], self.validated)
            found[name] = explained(read(features[zoo.test])[:, 0], true[zoo.test])
        return found
