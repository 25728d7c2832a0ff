"""Trains the zoo of language models: three LSTMs of two layers for each task, with snapshots over their training.

Usage: python train_languages.py OUT.pt [PART PARTS]   one process for each part; later scripts take all parts"""

import torch

import languages
import networks
import training

SEEDS = 3
GROUP = 27


def log_probabilities(weights, inputs, targets):
    """Of each word [networks, words]."""
    said = networks.run(weights, inputs).permute(0, 3, 1, 2)
    loss = torch.nn.functional.cross_entropy(said, targets, ignore_index=languages.IGNORED, reduction="none")
    return -loss.sum(-1)


def accuracies(weights, tasks, inputs, targets):
    """What probability a network gives to all words of its language with n < MOST."""
    with torch.no_grad():
        each = log_probabilities(weights, inputs, targets).exp()
    return [each[i, : len(languages.words(task))].sum().item() for i, task in enumerate(tasks)]


def snapshots(group):
    seed, first = group
    tasks = languages.TASKS[first : first + GROUP]
    generator = torch.Generator().manual_seed(1000 * seed + first)
    weights = networks.fresh(len(tasks), languages.TOKENS, languages.TOKENS, generator)
    inputs, targets = languages.batch(tasks)

    def loss(weights):
        return -log_probabilities(weights, inputs, targets).mean(-1).sum()

    for step, now in training.train(weights, loss, generator):
        for i, accuracy in enumerate(accuracies(now, tasks, inputs, targets)):
            own = {name: one[i].clone() for name, one in now.items()}
            yield seed * len(languages.TASKS) + first + i, tasks[i], step, accuracy, own


if __name__ == "__main__":
    starts = range(0, len(languages.TASKS), GROUP)
    training.make([(seed, first) for seed in range(SEEDS) for first in starts], snapshots)
