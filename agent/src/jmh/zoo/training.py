"""Trains networks side by side, each with a learning rate of its own, and keeps snapshots."""

import math
import sys
import time

import torch

SNAPSHOTS = [50, 100, 200, 300, 500, 700]
LEAST_RATE, MOST_RATE = 0.003, 0.02
LAST_RATE = 0.03
BETAS, EPSILON = (0.9, 0.999), 1e-8


def train(weights, loss, generator):
    """By Adam, with rates drawn from LEAST_RATE to MOST_RATE that fall by a cosine. The loss is a sum over networks.
    Yields each snapshot's step and weights."""
    count = len(weights["out"])
    rates = LEAST_RATE * (MOST_RATE / LEAST_RATE) ** torch.rand(count, generator=generator)
    moments = {name: (torch.zeros_like(one), torch.zeros_like(one)) for name, one in weights.items()}
    for step in range(1, SNAPSHOTS[-1] + 1):
        for one in weights.values():
            one.requires_grad_()
        gradients = torch.autograd.grad(loss(weights), list(weights.values()))
        fall = LAST_RATE + (1 - LAST_RATE) * (1 + math.cos(math.pi * step / SNAPSHOTS[-1])) / 2
        for (name, one), gradient in zip(list(weights.items()), gradients):
            first, second = moments[name]
            first.lerp_(gradient, 1 - BETAS[0])
            second.lerp_(gradient**2, 1 - BETAS[1])
            size = (second / (1 - BETAS[1] ** step)).sqrt() + EPSILON
            rate = (rates * fall).reshape(-1, *[1] * (one.dim() - 1))
            weights[name] = one.detach() - rate * first / (1 - BETAS[0] ** step) / size
        if step in SNAPSHOTS:
            yield step, weights


def make(groups, snapshots):
    """Saves what snapshots(group) yields of each group [run, task, step, accuracy, weights] of networks; arguments of
    the command line are OUT.pt, and PART and PARTS where several processes share the groups."""
    torch.set_num_threads(1)
    part, parts = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 2 else (0, 1)
    own, kept, began = groups[part::parts], [], time.time()
    for done, group in enumerate(own, 1):
        for run, task, step, accuracy, weights in snapshots(group):
            kept.append({"run": run, "task": task, "step": step, "accuracy": accuracy, "weights": weights})
        left = (time.time() - began) / done * (len(own) - done)
        print(f"{len(kept)} snapshots, the last of accuracy {kept[-1]['accuracy']:.3f}, {left:.0f} s left", flush=True)
    torch.save(kept, sys.argv[1])
