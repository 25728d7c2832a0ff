"""Trains networks that remember a quantity, for the continuous attractors in BENCHMARKS.md: tanh networks that count
(a line) and that keep an angle (a ring). Their answers are soft, so that no two quantities may be held as one; towards
the end they are held for hundreds of steps, so that none may leak.

Usage: python train_integrators.py OUT_DIR [NAME...]"""

import json
import math
import pathlib
import random
import sys

import torch

OUT = pathlib.Path(sys.argv[1])
CHOSEN = set(sys.argv[2:])
WIDTH, ROUNDS, BATCH, LONG = 48, 3000, 64, 60
HOLDING_ROUNDS, HOLDING = 700, 300
LINE_STEPS = [-0.4, -0.15, 0.15, 0.4]
RING_STEPS = [-60, -25, 25, 60]
NETWORKS = {"line-rnn": ("line", 1), "ring-rnn": ("ring", 2)}


def moved(kind, held, step):
    return max(-1.0, min(1.0, held + step)) if kind == "line" else (held + step) % 360


def said(kind, held):
    """The distribution that is asked for: two classes of a count, eight sectors of an angle."""
    if kind == "line":
        high = 1 / (1 + math.exp(-3 * held))
        return [1 - high, high]
    weights = [math.exp(2.5 * math.cos(math.radians(held - 45 * sector))) for sector in range(8)]
    return [weight / sum(weights) for weight in weights]


def word(rng, kind, length, share):
    steps = LINE_STEPS if kind == "line" else RING_STEPS
    held, symbols, asked = 0.0, [], []
    for _ in range(length):
        symbol = 1 + rng.randrange(len(steps)) if rng.random() < share else 0
        held = moved(kind, held, steps[symbol - 1]) if symbol else held
        symbols.append(symbol)
        asked.append(said(kind, held))
    return symbols, asked


class Net(torch.nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.embedding = torch.nn.Embedding(5, 5)
        self.embedding.weight.data = torch.eye(5)
        self.recurrent = torch.nn.RNN(5, WIDTH, batch_first=True)
        self.out = torch.nn.Linear(WIDTH, classes)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden[:, -1]), -1), hidden


def train(kind, seed):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Net(2 if kind == "line" else 8)
    net.embedding.weight.requires_grad_(False)
    optimiser = torch.optim.Adam(net.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, ROUNDS + HOLDING_ROUNDS)
    for round_ in range(ROUNDS + HOLDING_ROUNDS):
        holding = round_ >= ROUNDS
        shares = [0.01, 0.03] if holding else [0.05, 0.15, 0.5]
        drawn = [word(rng, kind, HOLDING if holding else LONG, rng.choice(shares)) for _ in range(BATCH)]
        hidden, _ = net.recurrent(net.embedding(torch.tensor([symbols for symbols, _ in drawn])))
        asked = torch.tensor([steps for _, steps in drawn])
        loss = torch.nn.functional.kl_div(torch.log_softmax(net.out(hidden), -1), asked, reduction="none").sum(-1).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if round_ % 500 == 499 or holding and round_ % 100 == 99:
            print(kind, round_ + 1, "KL", loss.item(), flush=True)
    return net.eval()


def save(net, name, kind):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(name)
    steps = LINE_STEPS if kind == "line" else RING_STEPS
    names = ["."] + [f"{step:+}" for step in steps]
    for file, many in [("train", 1000), ("test", 300)]:
        drawn = [word(rng, kind, rng.randint(20, 80), rng.choice([0.1, 0.3]))[0] for _ in range(many)]
        (folder / f"{file}.txt").write_text("".join(" ".join(names[s] for s in symbols) + "\n" for symbols in drawn))
    torch.onnx.export(
        net, (torch.zeros(2, 5, dtype=torch.long),), str(folder / "model.onnx"), input_names=["tokens"],
        output_names=["probs", "hidden"], opset_version=17, dynamo=False,
        dynamic_axes={"tokens": {0: "batch", 1: "time"}, "probs": {0: "batch"}, "hidden": {0: "batch", 1: "time"}})
    manifest = dict(
        id=name, task="classifier", onnx="model.onnx", input="tokens", output="probs", outputKind="probabilities",
        hidden="hidden", symbols=names, neutral=".",
        classes=["low", "high"] if kind == "line" else [f"{45 * sector}" for sector in range(8)])
    (folder / "model.json").write_text(json.dumps(manifest))


for name, (kind, seed) in NETWORKS.items():
    if not CHOSEN or name in CHOSEN:
        save(train(kind, seed), name, kind)
