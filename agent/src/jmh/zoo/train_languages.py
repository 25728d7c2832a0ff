"""Trains the zoo of language models: three LSTMs of two layers for each task, with seeds of their own and learning
rates drawn from 0.003 to 0.02, each with snapshots over its training.

Usage: python train_languages.py OUT.pt [PART PARTS]   one process for each part; later scripts take all parts"""

import math
import sys
import time

import torch

import languages
import networks

SEEDS = 3
SNAPSHOTS = [50, 100, 200, 300, 500, 700]
GROUP = 27
LEAST_RATE, MOST_RATE = 0.003, 0.02
LAST_RATE = 0.03
BETAS, EPSILON = (0.9, 0.999), 1e-8


def log_probabilities(weights, inputs, targets):
    """Of each word [networks, words]."""
    said = networks.run(weights, inputs).permute(0, 3, 1, 2)
    loss = torch.nn.functional.cross_entropy(said, targets, ignore_index=languages.IGNORED, reduction="none")
    return -loss.sum(-1)


def mass(weights, tasks, inputs, targets):
    """What probability a network gives to all words of its language with n < MOST: its accuracy."""
    with torch.no_grad():
        each = log_probabilities(weights, inputs, targets).exp()
    return torch.stack([each[i, : len(languages.words(task))].sum() for i, task in enumerate(tasks)])


def train(tasks, seed):
    """Networks for some tasks, trained side by side by Adam with a rate for each that falls by a cosine."""
    generator = torch.Generator().manual_seed(seed)
    weights = networks.fresh(len(tasks), languages.TOKENS, languages.TOKENS, generator)
    rates = LEAST_RATE * (MOST_RATE / LEAST_RATE) ** torch.rand(len(tasks), generator=generator)
    moments = {name: (torch.zeros_like(one), torch.zeros_like(one)) for name, one in weights.items()}
    inputs, targets = languages.batch(tasks)
    for step in range(1, SNAPSHOTS[-1] + 1):
        for one in weights.values():
            one.requires_grad_()
        loss = -log_probabilities(weights, inputs, targets).mean(-1).sum()
        gradients = torch.autograd.grad(loss, list(weights.values()))
        fall = LAST_RATE + (1 - LAST_RATE) * (1 + math.cos(math.pi * step / SNAPSHOTS[-1])) / 2
        for (name, one), gradient in zip(list(weights.items()), gradients):
            first, second = moments[name]
            first.lerp_(gradient, 1 - BETAS[0])
            second.lerp_(gradient**2, 1 - BETAS[1])
            size = (second / (1 - BETAS[1] ** step)).sqrt() + EPSILON
            rate = (rates * fall).reshape(-1, *[1] * (one.dim() - 1))
            weights[name] = one.detach() - rate * first / (1 - BETAS[0] ** step) / size
        if step in SNAPSHOTS:
            yield step, weights, mass(weights, tasks, inputs, targets)


def main():
    part, parts = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 2 else (0, 1)
    torch.set_num_threads(1)
    # Each group holds tasks of all kinds.
    jobs = [
        (seed, first)
        for seed in range(SEEDS)
        for first in range(0, len(languages.TASKS), GROUP)
    ][part::parts]
    kept = []
    began = time.time()
    for done, (seed, first) in enumerate(jobs):
        tasks = languages.TASKS[first : first + GROUP]
        for step, weights, accuracy in train(tasks, 1000 * seed + first):
            for i, task in enumerate(tasks):
                kept.append(
                    {
                        "task": task,
                        "run": seed * len(languages.TASKS) + first + i,
                        "step": step,
                        "accuracy": accuracy[i].item(),
                        "weights": {name: one[i].clone() for name, one in weights.items()},
                    }
                )
        left = (time.time() - began) / (done + 1) * (len(jobs) - done - 1)
        print(
            f"{(done + 1) * GROUP} of {len(jobs) * GROUP} networks, last accuracy {accuracy.mean():.3f},"
            f" {left:.0f} s left",
            flush=True,
        )
    torch.save(kept, sys.argv[1])


if __name__ == "__main__":
    main()
