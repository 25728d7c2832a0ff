"""Makes what the demo ships: an order's life in a shop as a known automaton, traffic from it, and an LSTM trained on it.

    pip install torch onnx numpy
    python train.py            writes model.onnx, model.json, normal.txt and shifted.txt beside itself

Nobody who runs the demo needs this. The traffic is seeded; the training is too, up to the machine's arithmetic.
"""

import json
import pathlib
import random

import numpy
import torch

HERE = pathlib.Path(__file__).parent
SEED = 7

# state -> [(probability, symbol, next state)]; "stop" ends the sequence.
# The suffix of a state is what an order has to remember: g (gift), e (express), b (business).
TRUTH = {
    # A consumer's order: what the normal traffic is made of.
    "start": [(0.7, "placed", "cart"), (0.3, "placed-as-gift", "cart-g")],
    "cart": [(0.85, "paid", "pick"), (0.15, "payment-failed", "retry1")],
    "cart-g": [(0.85, "paid", "pick-g"), (0.15, "payment-failed", "retry1-g")],
    "retry1": [(0.6, "paid", "pick"), (0.4, "payment-failed", "retry2")],
    "retry1-g": [(0.6, "paid", "pick-g"), (0.4, "payment-failed", "retry2-g")],
    "retry2": [(0.4, "paid", "pick"), (0.6, "cancelled", "stop")],
    "retry2-g": [(0.4, "paid", "pick-g"), (0.6, "cancelled", "stop")],
    "pick": [(1.0, "picked", "pack")],
    "pick-g": [(1.0, "picked", "wrap")],
    "wrap": [(1.0, "wrapped", "pack")],
    "pack": [(0.75, "packed", "ship"), (0.25, "packed-express", "ship-e")],
    "ship": [(1.0, "shipped", "road")],
    "ship-e": [(1.0, "shipped", "road-e")],
    "road": [(0.65, "in-transit", "road"), (0.35, "delivered", "done")],
    "road-e": [(0.1, "in-transit", "road-e"), (0.9, "delivered", "done")],
    "done": [(0.6, "stop", "stop"), (0.4, "reviewed", "stop")],
    # A business order: the season in which returns come back. The model has learnt it, the first explanation has not.
    "start-b": [(0.65, "quoted", "quote-b"), (0.35, "placed", "credit-b")],
    "quote-b": [(0.3, "requoted", "quote-b"), (0.7, "approved", "credit-b")],
    "credit-b": [(0.8, "credit-checked", "stock-b"), (0.2, "credit-refused", "stop")],
    "stock-b": [(0.6, "backordered", "wait-b"), (0.4, "picked", "pallet-b")],
    "wait-b": [(0.4, "still-waiting", "wait-b"), (0.6, "restocked", "stock2-b")],
    "stock2-b": [(1.0, "picked", "pallet-b")],
    "pallet-b": [(0.7, "palletised", "ship-b"), (0.3, "split", "split-b")],
    "split-b": [(1.0, "shipped", "rest-b")],
    "rest-b": [(1.0, "palletised", "ship-b")],
    "ship-b": [(1.0, "shipped", "road-b")],
    "road-b": [(0.35, "in-transit", "road-b"), (0.65, "delivered", "signed-b")],
    "signed-b": [(0.4, "invoiced", "paid-b"), (0.6, "returned", "back-b")],
    "back-b": [(0.65, "inspected", "judge-b"), (0.35, "in-transit", "back-b")],
    "judge-b": [(0.65, "refunded", "stop"), (0.35, "exchanged", "ship-b")],
    "paid-b": [(0.8, "paid", "stop"), (0.2, "reminded", "paid-b")],
}
LONGEST = 60


def sequence(rng, start):
    state, symbols = start, []
    while state != "stop" and len(symbols) < LONGEST:
        moves = TRUTH[state]
        _, symbol, state = rng.choices(moves, weights=[m[0] for m in moves])[0]
        if symbol != "stop":
            symbols.append(symbol)
    return symbols


class Network(torch.nn.Module):
    def __init__(self, symbols, width=48):
        super().__init__()
        self.embedding = torch.nn.Embedding(symbols, 24)
        self.lstm = torch.nn.LSTM(24, width, batch_first=True)
        self.out = torch.nn.Linear(width, symbols)

    def forward(self, tokens):
        hidden, _ = self.lstm(self.embedding(tokens))
        return torch.softmax(self.out(hidden), dim=-1), hidden


def main():
    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    normal = [sequence(rng, "start") for _ in range(4000)]
    shifted = [sequence(rng, "start-b") for _ in range(4000)]
    training = [sequence(rng, rng.choice(["start", "start-b"])) for _ in range(12000)]
    names = sorted({symbol for word in training for symbol in word}) + ["<begin>", "<end>"]
    token = {name: i for i, name in enumerate(names)}
    network = Network(len(names))
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    epochs, batch = 12, 64
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for epoch in range(epochs):
        rng.shuffle(training)
        losses = []
        for i in range(0, len(training), batch):
            words = [[token["<begin>"]] + [token[s] for s in w] + [token["<end>"]] for w in training[i : i + batch]]
            longest = max(map(len, words))
            padded = torch.tensor([w + [-1] * (longest - len(w)) for w in words])
            given, following = padded[:, :-1], padded[:, 1:]
            probabilities, _ = network(given.clamp(min=0))
            loss = torch.nn.functional.nll_loss(
                torch.log(probabilities + 1e-9).transpose(1, 2), following, ignore_index=-1
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
        schedule.step()
        print(f"epoch {epoch + 1}/{epochs}: {numpy.mean(losses):.4f} nats a symbol")
    network.eval()
    torch.onnx.export(
        network,
        torch.zeros(2, 5, dtype=torch.long),
        str(HERE / "model.onnx"),
        input_names=["tokens"],
        output_names=["probs", "hidden"],
        dynamic_axes={name: {0: "batch", 1: "time"} for name in ["tokens", "probs", "hidden"]},
        opset_version=17,
        dynamo=False,
    )
    manifest = {
        "id": "orders",
        "task": "language-model",
        "onnx": "model.onnx",
        "input": "tokens",
        "output": "probs",
        "outputKind": "probabilities",
        "hidden": "hidden",
        "symbols": names,
        "begin": "<begin>",
        "end": "<end>",
    }
    (HERE / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
    for name, words in [("normal.txt", normal), ("shifted.txt", shifted)]:
        (HERE / name).write_text("".join(" ".join(w) + "\n" for w in words))


if __name__ == "__main__":
    main()
