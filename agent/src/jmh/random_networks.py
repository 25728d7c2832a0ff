"""Writes LSTMs with random weights and random traffic, for the table of capacity in deploy/CAPACITY.md. What a network
was trained for does not change what it costs. Usage: python random_networks.py OUT_DIR"""

import json
import pathlib
import random
import sys

import torch

OUT = pathlib.Path(sys.argv[1])
WIDTHS, ALPHABETS, LENGTH, SEQUENCES = (16, 64, 256), (10, 100, 1000), 20, 5000


class Net(torch.nn.Module):
    def __init__(self, symbols, width):
        super().__init__()
        self.embedding = torch.nn.Embedding(symbols + 2, 32)
        self.recurrent = torch.nn.LSTM(32, width, batch_first=True)
        self.out = torch.nn.Linear(width, symbols + 2)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden), -1), hidden


def write(symbols, width):
    torch.manual_seed(1)
    rng = random.Random(1)
    name = f"lstm-{width}-{symbols}"
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    axes = {"tokens": {0: "batch", 1: "time"}, "probs": {0: "batch", 1: "time"}, "hidden": {0: "batch", 1: "time"}}
    torch.onnx.export(
        Net(symbols, width).eval(),
        (torch.zeros(2, 5, dtype=torch.int64),),
        folder / "model.onnx",
        input_names=["tokens"],
        output_names=["probs", "hidden"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    names = [f"s{i}" for i in range(symbols)] + ["<begin>", "<end>"]
    manifest = {"id": name, "task": "language-model", "hidden": "hidden", "symbols": names}
    manifest |= {"begin": "<begin>", "end": "<end>"}
    (folder / "model.json").write_text(json.dumps(manifest))
    lines = [" ".join(rng.choice(names[:-2]) for _ in range(LENGTH)) for _ in range(SEQUENCES)]
    (folder / "traffic.txt").write_text("\n".join(lines) + "\n")


for width in WIDTHS:
    for symbols in ALPHABETS:
        write(symbols, width)
