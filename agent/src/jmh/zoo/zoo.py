"""A trained zoo with its splits, and words that its networks made up."""

import torch

import languages
import networks

UNSEEN_TASKS = 32
HELD_OUT = 0.15
WORDS = 6
# In a step of training.
USED = 2


class Zoo:
    """Splits are drawn with a seed: tasks of which no network is trained on, and of the others' networks some, with all
    of their snapshots."""

    def __init__(self, files, seed):
        kept = [one for file in sorted(files) for one in torch.load(file)]
        self.size = len(kept)
        self.all = {name: torch.stack([one["weights"][name] for one in kept]) for name in kept[0]["weights"]}
        self.tasks = torch.tensor([one["task"] for one in kept]) - min(languages.OFFSETS)
        self.accuracy = torch.tensor([one["accuracy"] for one in kept])
        self.step = torch.tensor([float(one["step"]) for one in kept]).log()
        generator = torch.Generator().manual_seed(seed)
        ids = [tuple(task) for task in self.tasks.tolist()]
        tasks = sorted(set(ids))
        unseen = {tasks[i] for i in torch.randperm(len(tasks), generator=generator)[:UNSEEN_TASKS]}
        self.runs = torch.tensor([one["run"] for one in kept])
        held = torch.rand(int(self.runs.max()) + 1, generator=generator)[self.runs] < HELD_OUT
        foreign = torch.tensor([one in unseen for one in ids])
        self.training = (~foreign & ~held).nonzero()[:, 0]
        self.test = (~foreign & held).nonzero()[:, 0]
        self.foreign = foreign.nonzero()[:, 0]
        self.made = self.make(generator)

    def weights(self, rows):
        return {name: one[rows] for name, one in self.all.items()}

    def make(self, generator):
        """WORDS of each network, as long as any of its zoo at most, padded with END; what it says after each symbol."""
        made = []
        with torch.no_grad():
            for rows in torch.arange(self.size).split(256):
                weights = self.weights(rows)
                state = networks.start(weights, WORDS)
                token = torch.full((len(rows), WORDS), languages.BEGIN)
                words, said = [], []
                for _ in range(languages.LENGTH):
                    given = torch.nn.functional.one_hot(token, languages.TOKENS).float()
                    logits, state = networks.step(weights, given, state)
                    words.append(token)
                    said.append(logits.softmax(-1))
                    drawn = torch.multinomial(said[-1].flatten(0, 1), 1, generator=generator)
                    ended = (token == languages.END)
                    token = torch.where(ended, languages.END, drawn.reshape(token.shape))
                made.append((torch.stack(words, -1), torch.stack(said, 2)))
        return torch.cat([one[0] for one in made]), torch.cat([one[1] for one in made])

    def words(self, rows, generator):
        """Some of each network's words [networks, USED, steps], what it says, and which steps belong to a word."""
        used = torch.randint(WORDS, (len(rows), USED), generator=generator)
        words = self.made[0][rows[:, None], used]
        return words, self.made[1][rows[:, None], used], words != languages.END
