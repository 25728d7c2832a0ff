"""Trains the small networks of the table of gates in BENCHMARKS.md. Usage: python train_gates.py OUT_DIR"""

import json
import pathlib
import random
import sys

import torch

OUT = pathlib.Path(sys.argv[1])
CELLS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
EPOCHS, WIDTH, BATCH = 25, 16, 64


class Net(torch.nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.embedding = torch.nn.Embedding(2, 8)
        self.recurrent = CELLS[cell](8, WIDTH, batch_first=True)
        self.out = torch.nn.Linear(WIDTH, 2)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden[:, -1]), -1), hidden


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


def train(pattern, cell, words):
    torch.manual_seed(1)
    rng = random.Random(1)
    net = Net(cell)
    optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
    for _ in range(EPOCHS):
        for batch in batches(words, pattern, rng):
            said, _ = net(torch.tensor([word for word, _ in batch]))
            loss = torch.nn.functional.nll_loss(torch.log(said + 1e-9), torch.tensor([c for _, c in batch]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= 0.9
    return net.eval()


def save(net, pattern, cell, train_words, test_words):
    name = f"{pattern}-{cell}"
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    axes = {"tokens": {0: "batch", 1: "time"}, "probs": {0: "batch"}, "hidden": {0: "batch", 1: "time"}}
    torch.onnx.export(
        net, torch.zeros(2, 5, dtype=torch.long), str(folder / "model.onnx"), input_names=["tokens"],
        output_names=["probs", "hidden"], dynamic_axes=axes, opset_version=17, dynamo=False)
    for file, words in [("train.txt", train_words), ("test.txt", test_words)]:
        (folder / file).write_text("".join(" ".join(map(str, word)) + "\n" for word in words))
    manifest = dict(
        id=name, task="classifier", onnx="model.onnx", input="tokens", output="probs", outputKind="probabilities",
        hidden="hidden", symbols=["0", "1"], classes=["reject", "accept"])
    (folder / "model.json").write_text(json.dumps(manifest))


def drawn(rng, many):
    return [[rng.randint(0, 1) for _ in range(rng.randint(1, 20))] for _ in range(many)]


numbers = random.Random(5)
for searched in ["0110", "000"]:
    for kind in CELLS:
        given, kept = drawn(numbers, 6000), drawn(numbers, 2000)
        save(train(searched, kind, given), searched, kind, given, kept)
