"""A trained zoo with its splits, and what its networks say where an emulator has to say it."""

import torch

import functionalist
import languages
import networks
import tiles
from emulator import Counts, Emulator, Pixels

HELD_OUT = 0.15
SOME = 256


def load(files, seed):
    kept = [one for file in sorted(files) for one in torch.load(file)]
    return (Tiles if isinstance(kept[0]["task"], float) else Languages)(kept, seed)


class Zoo:
    """Splits are drawn with a seed: tasks of which no network is trained on, and of the others' networks some, with all
    of their snapshots."""

    def __init__(self, kept, seed):
        self.kept, self.size = kept, len(kept)
        self.all = {name: torch.stack([one["weights"][name] for one in kept]) for name in kept[0]["weights"]}
        self.accuracy = torch.tensor([one["accuracy"] for one in kept])
        self.step = torch.tensor([float(one["step"]) for one in kept]).log()
        self.runs = torch.tensor([one["run"] for one in kept])
        generator = torch.Generator().manual_seed(seed)
        foreign = self.unseen([one["task"] for one in kept], generator)
        held = torch.rand(int(self.runs.max()) + 1, generator=generator)[self.runs] < HELD_OUT
        self.training = (~foreign & ~held).nonzero()[:, 0]
        self.test = (~foreign & held).nonzero()[:, 0]
        self.foreign = foreign.nonzero()[:, 0]
        self.prepare(generator)

    def weights(self, rows):
        return {name: one[rows] for name, one in self.all.items()}

    def by_parts(self, what):
        """What is computed of some networks' weights at a time, of all."""
        with torch.no_grad():
            parts = [what(self.weights(rows)) for rows in torch.arange(self.size).split(SOME)]
        if isinstance(parts[0], tuple):
            return tuple(torch.cat(one) for one in zip(*parts))
        return torch.cat(parts)


class Languages(Zoo):
    """An emulator says what comes after each prefix of words that the network made up itself."""

    UNSEEN_TASKS = 32
    WORDS, USED = 6, 2

    probes = functionalist.SYMBOLS

    def unseen(self, tasks, generator):
        self.tasks = torch.tensor(tasks) - min(languages.OFFSETS)
        distinct = sorted(set(tasks))
        order = torch.randperm(len(distinct), generator=generator)
        chosen = {distinct[i] for i in order[: self.UNSEEN_TASKS]}
        return torch.tensor([task in chosen for task in tasks])

    def prepare(self, generator):
        self.words, self.said = self.by_parts(lambda weights: self.made(weights, generator))

    def made(self, weights, generator):
        """Words [networks, WORDS, steps], padded with END, and what is said after each symbol."""
        state = networks.start(weights, self.WORDS)
        token = torch.full((len(weights["out"]), self.WORDS), languages.BEGIN)
        words, said = [], []
        for _ in range(languages.LENGTH):
            given = torch.nn.functional.one_hot(token, languages.TOKENS).float()
            logits, state = networks.step(weights, given, state)
            words.append(token)
            said.append(logits.softmax(-1))
            drawn = torch.multinomial(said[-1].flatten(0, 1), 1, generator=generator).reshape(token.shape)
            token = torch.where(token == languages.END, languages.END, drawn)
        return torch.stack(words, -1), torch.stack(said, 2)

    def emulator(self, size):
        return Emulator(size, Counts(), languages.TOKENS)

    def emulated(self, rows, generator):
        """Prefixes to emulate: words [networks, ...], which steps are prefixes, and what is said after these."""
        used = torch.randint(self.WORDS, (len(rows), self.USED), generator=generator)
        words, said = self.words[rows[:, None], used], self.said[rows[:, None], used]
        prefixes = words != languages.END
        return words, prefixes, said[prefixes]

    def told(self):
        """The three offsets, one-hot."""
        return torch.nn.functional.one_hot(self.tasks, len(languages.OFFSETS)).float()

    @staticmethod
    def task_loss(said, told):
        """Mean over components: told [rows, components, classes] are one-hot."""
        return torch.nn.functional.cross_entropy(said.reshape(told.shape).transpose(1, 2), told.transpose(1, 2))

    def task_scores(self, said, rows):
        """Shares of networks of which the whole task, and of offsets, is right."""
        right = said.reshape(len(rows), self.tasks.shape[1], -1).argmax(-1) == self.tasks[rows]
        return {"task": right.all(-1).float().mean().item(), "offset": right.float().mean().item()}


class Tiles(Zoo):
    """An emulator says which digit the network sees in images that are turned by any angle."""

    IMAGES, USED = 64, 16
    # Angles from here to a full turn are of unseen tasks.
    UNSEEN_FROM = tiles.angle(7 / 8)

    probes = functionalist.PIXELS

    def unseen(self, tasks, generator):
        self.angles = torch.tensor(tasks)
        return self.angles >= self.UNSEEN_FROM

    def prepare(self, generator):
        images, _ = tiles.load()
        some = images[torch.randperm(tiles.TRAINING, generator=generator)[: self.IMAGES]]
        self.images = tiles.turned(some, tiles.angle(torch.rand(self.IMAGES, generator=generator)))
        given = tiles.sequences(self.images)

        def said(weights):
            return networks.run(weights, given.expand(len(weights["out"]), -1, -1, -1))[:, :, -1].softmax(-1)

        self.said = self.by_parts(said)

    def emulator(self, size):
        return Emulator(size, Pixels(), tiles.CLASSES)

    def emulated(self, rows, generator):
        used = torch.randint(self.IMAGES, (len(rows), self.USED), generator=generator)
        all_of_them = torch.ones(used.shape, dtype=torch.bool)
        return self.images[used], all_of_them, self.said[rows[:, None], used].flatten(0, 1)

    def told(self):
        """The angle's direction."""
        return torch.stack([self.angles.cos(), self.angles.sin()], -1)

    @staticmethod
    def task_loss(said, told):
        return torch.nn.functional.mse_loss(said, told)

    def task_scores(self, said, rows):
        """Mean error of the angle in degrees; 90 is chance."""
        between = torch.atan2(said[:, 1], said[:, 0]) - self.angles[rows]
        return {"degrees": torch.atan2(between.sin(), between.cos()).abs().rad2deg().mean().item()}
