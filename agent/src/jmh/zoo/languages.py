"""The formal languages of Herrmann, Faccio & Schmidhuber (2024): for a task m in {-3 .. 2}³ the words
aⁿ bⁿ⁺ᵐ¹ cⁿ⁺ᵐ² dⁿ⁺ᵐ³. Tokens: 0 begins and 5 ends a word, 1 to 4 are a to d."""

import itertools

import torch

OFFSETS = range(-3, 3)
TASKS = list(itertools.product(OFFSETS, repeat=3))
BEGIN, END, TOKENS = 0, 5, 6
# n is less than this; the paper has 10. It bounds the cost of a network.
MOST = 8
# Tokens of the longest word with its begin.
LENGTH = 4 * (MOST - 1) + 3 * max(OFFSETS) + 1
IGNORED = -100


def word(task, n):
    return [1] * n + [2] * (n + task[0]) + [3] * (n + task[1]) + [4] * (n + task[2])


def words(task):
    """All words of a task, the shortest first; never the empty one alone in a language."""
    return [word(task, n) for n in range(max(0, -min(task)), MOST)]


def batch(tasks):
    """Inputs and targets [tasks, words, LENGTH] of each task's words. A task with fewer words repeats its own, so that
    each counts about alike."""
    inputs = torch.full((len(tasks), MOST, LENGTH), END)
    targets = torch.full((len(tasks), MOST, LENGTH), IGNORED)
    for i, task in enumerate(tasks):
        those = words(task)
        for j in range(MOST):
            one = those[j % len(those)]
            inputs[i, j, : len(one) + 1] = torch.tensor([BEGIN, *one])
            targets[i, j, : len(one) + 1] = torch.tensor([*one, END])
    return inputs, targets
