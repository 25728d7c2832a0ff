"""Trains the small networks of the table of gates in BENCHMARKS.md: for each pattern and cell, one for each seed.
A minimal gated unit (Zhou et al. 2016) is no operator of ONNX: its graph is a loop, with its state as an input and an
output that the manifest names.

Usage: python train_gates.py OUT_DIR [NAME...]   names are pattern-cell-seed, as in 0110-mgu-3"""

import json
import pathlib
import random
import sys

import torch

OUT = pathlib.Path(sys.argv[1])
CHOSEN = set(sys.argv[2:])
PATTERNS, SEEDS = ["0110", "000"], [1, 2, 3, 4, 5]
EPOCHS, WIDTH, BATCH = 25, 16, 64


class Mgu(torch.nn.Module):
    """As the recurrent modules of torch are called: hidden states, and the last of them."""

    def __init__(self, inputs: int, width: int, batch_first: bool = True):
        super().__init__()
        self.width = width
        self.entry = torch.nn.Linear(inputs, 2 * width)
        self.gate = torch.nn.Linear(width, width, bias=False)
        self.new = torch.nn.Linear(width, width, bias=False)

    def forward(self, seen: torch.Tensor, state: torch.Tensor):
        entered = self.entry(seen)
        states: list[torch.Tensor] = []
        for t in range(seen.size(1)):
            gate = torch.sigmoid(entered[:, t, : self.width] + self.gate(state))
            new = torch.tanh(entered[:, t, self.width :] + self.new(gate * state))
            state = (1 - gate) * state + gate * new
            states.append(state)
        return torch.stack(states, 1), state


CELLS = {"rnn": torch.nn.RNN, "mgu": Mgu, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


class Net(torch.nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.embedding = torch.nn.Embedding(2, 8)
        self.recurrent = CELLS[cell](8, WIDTH, batch_first=True)
        self.out = torch.nn.Linear(WIDTH, 2)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden[:, -1]), -1), hidden


class Stateful(Net):
    """The state goes in and comes out."""

    def forward(self, tokens: torch.Tensor, state: torch.Tensor):
        hidden, last = self.recurrent(self.embedding(tokens), state)
        return torch.softmax(self.out(hidden[:, -1]), -1), hidden, last


def said_of(net, tokens):
    return net(tokens, torch.zeros(len(tokens), WIDTH))[0] if isinstance(net, Stateful) else net(tokens)[0]


def batches(words, pattern, rng):
    by_length = {}
    for word in words:
        by_length.setdefault(len(word), []).append((word, int(pattern in "".join(map(str, word)))))
    found = []
    for group in by_length.values():
        rng.shuffle(group)
        found += [group[i : i + BATCH] for i in range(0, len(group), BATCH)]
    rng.shuffle(found)
    return found


def train(pattern, cell, seed, words):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Stateful(cell) if cell == "mgu" else Net(cell)
    optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
    for _ in range(EPOCHS):
        for batch in batches(words, pattern, rng):
            said = said_of(net, torch.tensor([word for word, _ in batch]))
            loss = torch.nn.functional.nll_loss(torch.log(said + 1e-9), torch.tensor([c for _, c in batch]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= 0.9
    return net.eval()


def save(net, name, train_words, test_words):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    axes = {"tokens": {0: "batch", 1: "time"}, "probs": {0: "batch"}, "hidden": {0: "batch", 1: "time"}}
    tokens, names, states = torch.zeros(2, 5, dtype=torch.long), (["tokens"], ["probs", "hidden"]), []
    given = (tokens,)
    if isinstance(net, Stateful):
        axes |= {"state": {0: "batch"}, "next_state": {0: "batch"}}
        names = (["tokens", "state"], ["probs", "hidden", "next_state"])
        given = (tokens, torch.zeros(2, WIDTH))
        states = [dict(input="state", output="next_state")]
        net = torch.jit.script(net)
    torch.onnx.export(
        net, given, str(folder / "model.onnx"), input_names=names[0], output_names=names[1], dynamic_axes=axes,
        opset_version=17, dynamo=False)
    for file, words in [("train.txt", train_words), ("test.txt", test_words)]:
        (folder / file).write_text("".join(" ".join(map(str, word)) + "\n" for word in words))
    manifest = dict(
        id=name, task="classifier", onnx="model.onnx", input="tokens", output="probs", outputKind="probabilities",
        hidden="hidden", states=states, symbols=["0", "1"], classes=["reject", "accept"])
    (folder / "model.json").write_text(json.dumps(manifest))


def drawn(rng, many):
    return [[rng.randint(0, 1) for _ in range(rng.randint(1, 20))] for _ in range(many)]


for searched in PATTERNS:
    for chosen_seed in SEEDS:
        numbers = random.Random(chosen_seed)
        given_words, kept = drawn(numbers, 6000), drawn(numbers, 2000)
        for kind in CELLS:
            named = f"{searched}-{kind}-{chosen_seed}"
            if not CHOSEN or named in CHOSEN:
                save(train(searched, kind, chosen_seed, given_words), named, given_words, kept)
                print(named, flush=True)
