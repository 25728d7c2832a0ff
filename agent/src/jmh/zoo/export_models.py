"""Writes networks of a zoo as model folders, with a file network.properties of what 'understudy zoo add' is to know.

Usage: python export_models.py OUT_DIR SEED ZOO.pt...   those that no encoder with this seed was trained on"""

import json
import pathlib
import sys

import torch

import languages
import zoo
from networks import WIDTH

SYMBOLS = ["<begin>", "a", "b", "c", "d", "<end>"]


class Model(torch.nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.embedding = torch.nn.Embedding.from_pretrained(torch.eye(languages.TOKENS))
        self.recurrent = torch.nn.LSTM(languages.TOKENS, WIDTH, num_layers=2, batch_first=True)
        self.out = torch.nn.Linear(WIDTH, languages.TOKENS)
        own = dict(self.recurrent.named_parameters())
        with torch.no_grad():
            for layer in (0, 1):
                own[f"weight_ih_l{layer}"].copy_(weights[f"entry{layer}"])
                own[f"weight_hh_l{layer}"].copy_(weights[f"back{layer}"])
                own[f"bias_ih_l{layer}"].copy_(weights[f"bias{layer}"])
                own[f"bias_hh_l{layer}"].zero_()
            self.out.weight.copy_(weights["out"])
            self.out.bias.copy_(weights["bias_out"])

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden), -1), hidden


def write(one, folder):
    folder.mkdir(parents=True, exist_ok=True)
    axes = {name: {0: "batch", 1: "time"} for name in ("tokens", "probs", "hidden")}
    torch.onnx.export(
        Model(one["weights"]).eval(),
        torch.zeros(1, 2, dtype=torch.long),
        str(folder / "model.onnx"),
        input_names=["tokens"],
        output_names=["probs", "hidden"],
        dynamic_axes=axes,
        dynamo=False,
    )
    manifest = dict(
        id=folder.name, task="language-model", symbols=SYMBOLS, hidden="hidden", begin="<begin>", end="<end>"
    )
    (folder / "model.json").write_text(json.dumps(manifest, indent=1))
    known = dict(zip(("offset1", "offset2", "offset3"), (f"n{offset:+d}" for offset in one["task"])))
    known |= dict(task="".join(known.values()), run=f"r{one['run']}", accuracy=one["accuracy"], step=one["step"])
    (folder / "network.properties").write_text("".join(f"{key}={value}\n" for key, value in known.items()))


def main():
    out, seed, files = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    split = zoo.load(files, seed)
    for row in sorted(split.test.tolist() + split.foreign.tolist()):
        one = split.kept[row]
        write(one, out / f"r{one['run']}-s{one['step']}")


if __name__ == "__main__":
    main()
