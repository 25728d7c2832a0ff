"""What can be read out of a representation linearly: the task, the accuracy, how long it was trained."""

import torch

PENALTIES = [10.0**power for power in range(-6, 4)]
# One run in so many.
VALIDATED = 5


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
        classes = int(zoo.tasks.max()) + 1
        told = torch.nn.functional.one_hot(zoo.tasks, classes).float()
        task = Ridge(features[zoo.training], told[zoo.training].flatten(1), self.validated)
        found = {}
        for name, rows in (("", zoo.test), ("_unseen", zoo.foreign)):
            right = task(features[rows]).reshape(len(rows), -1, classes).argmax(-1) == zoo.tasks[rows]
            found["task" + name] = right.all(-1).float().mean().item()
            found["offset" + name] = right.float().mean().item()
        for name, true in (("accuracy", zoo.accuracy), ("step", zoo.step)):
            read = Ridge(features[zoo.training], true[zoo.training, None], self.validated)
            found[name] = explained(read(features[zoo.test])[:, 0], true[zoo.test])
        return found
