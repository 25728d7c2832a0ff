"""Trains the zoo of classifiers: LSTMs of two layers that read digits tile by tile, each turned by an angle that is the
network's task, with snapshots over their training.

Usage: python train_tiles.py OUT.pt [PART PARTS]   one process for each part; later scripts take all parts"""

import torch

import networks
import tiles
import training

RUNS, GROUP = 256, 32
BATCH = 32


def snapshots(group):
    generator = torch.Generator().manual_seed(group)
    angles = tiles.angle(torch.rand(GROUP, generator=generator))
    images, digits = tiles.load()
    seen = torch.stack([tiles.sequences(tiles.turned(images, angle.expand(len(images)))) for angle in angles])
    weights = networks.fresh(GROUP, tiles.PIXELS, tiles.CLASSES, generator)

    def loss(weights):
        rows = torch.randint(tiles.TRAINING, (BATCH,), generator=generator)
        said = networks.run(weights, seen[:, rows])
        told = digits[rows].expand(GROUP, -1)[..., None].expand(said.shape[:-1])
        # At each step, as in the paper.
        return GROUP * torch.nn.functional.cross_entropy(said.flatten(0, 2), told.flatten())

    for step, now in training.train(weights, loss, generator):
        with torch.no_grad():
            said = networks.run(now, seen[:, tiles.TRAINING :])[:, :, -1].argmax(-1)
        right = (said == digits[tiles.TRAINING :]).float().mean(-1)
        for i in range(GROUP):
            own = {name: one[i].clone() for name, one in now.items()}
            yield group * GROUP + i, angles[i].item(), step, right[i].item(), own


if __name__ == "__main__":
    training.make(range(RUNS // GROUP), snapshots)
