"""Digits as sequences of tiles: the 8 × 8 scans of UCI's handwritten digits that come with scikit-learn (not MNIST),
turned by an angle, row by row in tiles of 2 × 2 pixels."""

import math

import torch
from sklearn.datasets import load_digits

SIDE, TILE = 8, 2
STEPS = (SIDE // TILE) ** 2
PIXELS = TILE * TILE
CLASSES = 10
TRAINING = 1200


def load():
    """Images [all, SIDE, SIDE] from 0 to 1, and their digits; the first TRAINING are trained on."""
    found = load_digits()
    return torch.tensor(found.images, dtype=torch.float) / 16, torch.tensor(found.target)


def turned(images, angles):
    """Images [count, SIDE, SIDE], each turned by its angle."""
    cos, sin = angles.cos(), angles.sin()
    zero = torch.zeros_like(cos)
    turn = torch.stack([torch.stack([cos, -sin, zero], -1), torch.stack([sin, cos, zero], -1)], 1)
    grid = torch.nn.functional.affine_grid(turn, [len(images), 1, SIDE, SIDE], align_corners=False)
    return torch.nn.functional.grid_sample(images[:, None], grid, align_corners=False)[:, 0]


def sequences(images):
    """[count, STEPS, PIXELS]."""
    across = SIDE // TILE
    parts = images.reshape(-1, across, TILE, across, TILE).transpose(2, 3)
    return parts.reshape(len(images), STEPS, PIXELS)


def angle(share):
    return 2 * math.pi * share
