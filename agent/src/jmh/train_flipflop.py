"""Trains networks that remember the last pulse of each of some bits, for the table of attractors in BENCHMARKS.md:
echo state networks with output feedback (Ceni, Ashwin & Livi 2018), and GRU, LSTM and tanh networks trained by gradient
descent. An echo state network's feedback is folded into its recurrent weights, so that its graph is one RNN operator.

Usage: python train_flipflop.py OUT_DIR [NAME...]"""

import json
import pathlib
import random
import sys

import torch

OUT = pathlib.Path(sys.argv[1])
CHOSEN = set(sys.argv[2:])
NETWORKS = {
    "esn2": ("esn", 2, 1), "esn3": ("esn", 3, 1),
    "ff2-gru": ("GRU", 2, 2), "ff3-lstm": ("LSTM", 3, 3), "ff2-rnn": ("RNN", 2, 4), "ff3-gru": ("GRU", 3, 5)}
STEPS, WASHOUT, PULSES, RIDGE = 12_000, 100, 0.05, 1e-3
RESERVOIR, RADIUS, DENSITY, STATE_NOISE, FEEDBACK_NOISE = 200, 0.6, 0.1, 0.05, 0.3
WIDTH, ROUNDS, BATCH, LONG = 32, 2500, 64, 60


def pulses(rng, bits, length, share):
    """Symbol 0 is no pulse, 1 + 2 k clears bit k, 2 + 2 k sets it; a word begins with a pulse for each bit."""
    word = [1 + rng.randrange(2 * bits) if rng.random() < share else 0 for _ in range(length)]
    word[:bits] = [1 + 2 * bit + rng.randrange(2) for bit in rng.sample(range(bits), bits)]
    held, contents = [-1] * bits, []
    for symbol in word:
        if symbol:
            held[(symbol - 1) // 2] = 1 if symbol % 2 == 0 else -1
        contents.append(list(held))
    return word, contents


class Net(torch.nn.Module):
    def __init__(self, kind, bits, width):
        super().__init__()
        self.bits = bits
        self.embedding = torch.nn.Embedding(2 * bits + 1, 2 * bits + 1)
        self.embedding.weight.data = torch.eye(2 * bits + 1)
        self.recurrent = getattr(torch.nn, kind)(2 * bits + 1, width, batch_first=True)
        self.out = torch.nn.Linear(width, bits)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        on = torch.sigmoid(self.out(hidden[:, -1]))
        classes = torch.ones_like(on[:, :1])
        for bit in range(self.bits):
            classes = torch.cat([classes * (1 - on[:, bit : bit + 1]), classes * on[:, bit : bit + 1]], 1)
        return classes, hidden


def echo_state(bits, seed):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    inner = torch.randn(RESERVOIR, RESERVOIR) * (torch.rand(RESERVOIR, RESERVOIR) < DENSITY)
    inner *= RADIUS / torch.linalg.eigvals(inner).abs().max()
    entry = torch.rand(RESERVOIR, 2 * bits + 1) * 2 - 1
    entry[:, 0] = 0
    for bit in range(bits):
        entry[:, 1 + 2 * bit] = -entry[:, 2 + 2 * bit]
    back = torch.rand(RESERVOIR, bits) * 2 - 1
    word, contents = pulses(rng, bits, STEPS, PULSES * bits)
    wanted = torch.tensor(contents, dtype=torch.float32)
    state, said, states = torch.zeros(RESERVOIR), -torch.ones(bits), []
    for t, symbol in enumerate(word):
        said = said + FEEDBACK_NOISE * torch.randn(bits)
        state = torch.tanh(inner @ state + entry[:, symbol] + back @ said) + STATE_NOISE * torch.randn(RESERVOIR)
        states.append(state)
        said = wanted[t]
    seen, want = torch.stack(states[WASHOUT:]), wanted[WASHOUT:]
    read = torch.linalg.solve(seen.T @ seen + RIDGE * len(seen) * torch.eye(RESERVOIR), seen.T @ want).T
    net = Net("RNN", bits, RESERVOIR)
    with torch.no_grad():
        net.recurrent.weight_ih_l0.copy_(entry)
        net.recurrent.weight_hh_l0.copy_(inner + back @ read)
        net.recurrent.bias_ih_l0.zero_()
        net.recurrent.bias_hh_l0.zero_()
        net.out.weight.copy_(6 * read)
        net.out.bias.zero_()
    return net


def trained(kind, bits, seed):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Net(kind, bits, WIDTH)
    net.embedding.weight.requires_grad_(False)
    optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, ROUNDS)
    for _ in range(ROUNDS):
        drawn = [pulses(rng, bits, LONG, rng.choice([0.05, 0.2, 0.5])) for _ in range(BATCH)]
        seen = net.embedding(torch.tensor([word for word, _ in drawn]))
        # Holding from states that noise has moved is what makes a memory attract.
        hidden, last = net.recurrent(seen)
        shaken = tuple(part + 0.2 * torch.randn_like(part) for part in last) if isinstance(last, tuple) else (
            last + 0.2 * torch.randn_like(last))
        held, _ = net.recurrent(net.embedding(torch.zeros(BATCH, LONG, dtype=torch.long)), shaken)
        want = torch.tensor([contents for _, contents in drawn], dtype=torch.float32)
        loss = torch.nn.functional.soft_margin_loss(net.out(hidden), want) + torch.nn.functional.soft_margin_loss(
            net.out(held[:, 5:]), want[:, -1:].expand(-1, LONG - 5, -1))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    print(kind, bits, "loss", loss.item(), flush=True)
    return net


def contents_of(bits):
    return ["".join(str(content >> bit & 1) for bit in range(bits)) for content in range(1 << bits)]


def save(net, name, bits, cell):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    rng = random.Random(name)
    names = ["."] + [sign + str(bit) for bit in range(bits) for sign in "-+"]
    wrong, steps = 0, 0
    for file, many in [("train", 1000), ("test", 500)]:
        lines, labels = [], []
        for _ in range(many):
            word, contents = pulses(rng, bits, rng.randint(20, 80), rng.choice([0.1, 0.3]))
            lines.append(" ".join(names[symbol] for symbol in word))
            labels.append("".join("1" if held > 0 else "0" for held in contents[-1]))
            if file == "test":
                probs, _ = net(torch.tensor([word]))
                wrong += contents_of(bits)[int(probs[0].argmax())] != labels[-1]
                steps += 1
        (folder / f"{file}.txt").write_text("\n".join(lines) + "\n")
        (folder / f"{file}.labels").write_text("\n".join(labels) + "\n")
    print(name, "wrong of", steps, wrong, flush=True)
    torch.onnx.export(
        net, (torch.zeros(2, 5, dtype=torch.long),), str(folder / "model.onnx"), input_names=["tokens"],
        output_names=["probs", "hidden"], opset_version=17, dynamo=False,
        dynamic_axes={"tokens": {0: "batch", 1: "time"}, "probs": {0: "batch"}, "hidden": {0: "batch", 1: "time"}})
    manifest = dict(
        id=name, task="classifier", onnx="model.onnx", input="tokens", output="probs", outputKind="probabilities",
        hidden="hidden", symbols=names, neutral=".", cell=cell,
        classes=contents_of(bits))
    (folder / "model.json").write_text(json.dumps(manifest))


for name, (kind, bits, seed) in NETWORKS.items():
    if not CHOSEN or name in CHOSEN:
        save(echo_state(bits, seed) if kind == "esn" else trained(kind, bits, seed), name, bits, kind)
