"""Trains the networks on which BENCHMARKS.md measures where distillation is hard: classifiers that count, nest or add up
evidence over 60 to 150 symbols, language models whose state cannot be passed in and out of the graph, and one language
model whose next symbols are nearly even.

Usage: python train_hard.py OUT_DIR [NAME... | mgu:FILE_OF_SEQUENCES | gru:FILE_OF_SEQUENCES]"""

import json
import pathlib
import random
import sys

import torch

OUT = pathlib.Path(sys.argv[1])
CHOSEN = set(sys.argv[2:])
WIDTH, BATCH = 32, 64


class Classifier(torch.nn.Module):
    def __init__(self, symbols, cell):
        super().__init__()
        self.embedding = torch.nn.Embedding(symbols, 16)
        self.recurrent = cell(16, WIDTH, batch_first=True)
        self.out = torch.nn.Linear(WIDTH, 2)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden[:, -1]), -1), hidden


def evidence(rng, long):
    """Symbols carry weights of evidence; accepted where they add up to more than nought."""
    lean = rng.gauss(0, 0.25)
    word = [rng.choices(range(5), weights=[1 + lean, 1 + lean / 2, 1, 1 - lean / 2, 1 - lean])[0] for _ in range(long)]
    return word, sum([2, 1, 0, -1, -2][symbol] for symbol in word) > 0


def count(rng, long):
    """Accepted where 'a b' comes at least as often as 'b b'."""
    lean = rng.gauss(0, 0.2)
    word = [rng.choices(range(4), weights=[1 + lean, 1, 0.7, 0.3])[0] for _ in range(long)]
    pairs = list(zip(word, word[1:]))
    return word, pairs.count((0, 1)) >= pairs.count((1, 1))


def nest(rng, long):
    """Two kinds of brackets and a filler, nested up to six deep; accepted where they balance."""
    word, open_ = [], []
    while len(word) + len(open_) < long:
        if len(open_) < 6 and rng.random() < 0.5:
            open_.append(rng.randint(0, 1))
            word.append(open_[-1])
        elif open_ and rng.random() < 0.7:
            word.append(2 + open_.pop())
        else:
            word.append(4)
    word += [2 + kind for kind in reversed(open_)]
    if rng.random() < 0.5:
        return word, True
    at = rng.randrange(len(word))
    word[at] = rng.choice([symbol for symbol in range(5) if symbol != word[at]])
    return word, False


CLASSIFIERS = {
    "evidence": (evidence, 5, torch.nn.GRU), "count": (count, 4, torch.nn.LSTM), "nest": (nest, 5, torch.nn.LSTM)}


def batches(words, rng):
    words = sorted(words, key=lambda pair: len(pair[0]))
    found = []
    by_length = {}
    for word, said in words:
        by_length.setdefault(len(word), []).append((word, said))
    for group in by_length.values():
        found += [group[i : i + BATCH] for i in range(0, len(group), BATCH)]
    rng.shuffle(found)
    return found


def train_classifier(name):
    draw, symbols, cell = CLASSIFIERS[name]
    rng = random.Random(3)
    torch.manual_seed(3)
    # A bracket's word can be longer or shorter than asked by one; lengths are few, so that batches are full.
    lengths = list(range(60, 151, 10))
    drawn = lambda many: [draw(rng, rng.choice(lengths)) for _ in range(many)]
    short = [draw(rng, rng.randint(4, 40)) for _ in range(3000)]
    given, kept = drawn(8000), drawn(2000)
    net = Classifier(symbols, cell)
    optimiser = torch.optim.Adam(net.parameters(), lr=4e-3)
    for epoch in range(24):
        for batch in batches(short + (given if epoch >= 3 else []), rng):
            said, _ = net(torch.tensor([word for word, _ in batch]))
            loss = torch.nn.functional.nll_loss(
                torch.log(said + 1e-9), torch.tensor([int(accepted) for _, accepted in batch]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= 0.88
    net.eval()
    right = 0
    for batch in batches(kept, rng):
        said, _ = net(torch.tensor([word for word, _ in batch]))
        right += sum(int(s[1] > s[0]) == int(accepted) for s, (_, accepted) in zip(said, batch))
    print(name, "right of", right / len(kept), flush=True)
    save(net, name, "classifier", symbols, [w for w, _ in given], [w for w, _ in kept],
         {"probs": {0: "batch"}, "hidden": {0: "batch", 1: "time"}}, classes=["reject", "accept"])


class Mgu(torch.nn.Module):
    """A minimal gated unit (Zhou et al. 2016), step by step: the exported graph is a Loop, not an operator of ONNX."""

    def __init__(self, symbols):
        super().__init__()
        self.embedding = torch.nn.Embedding(symbols, 16)
        self.gate = torch.nn.Linear(16 + WIDTH, WIDTH)
        self.new = torch.nn.Linear(16 + WIDTH, WIDTH)
        self.out = torch.nn.Linear(WIDTH, symbols)

    def forward(self, tokens):
        seen = self.embedding(tokens)
        state = torch.zeros(tokens.size(0), self.new.out_features)
        states: list[torch.Tensor] = []
        for t in range(tokens.size(1)):
            gate = torch.sigmoid(self.gate(torch.cat([seen[:, t], state], 1)))
            new = torch.tanh(self.new(torch.cat([seen[:, t], gate * state], 1)))
            state = (1 - gate) * state + gate * new
            states.append(state)
        hidden = torch.stack(states, 1)
        return torch.softmax(self.out(hidden), -1), hidden


class Pooled(torch.nn.Module):
    """An LSTM whose read-out also sees the mean of all its states so far: more than its recurrent state holds."""

    def __init__(self, symbols):
        super().__init__()
        self.embedding = torch.nn.Embedding(symbols, 16)
        self.recurrent = torch.nn.LSTM(16, WIDTH, batch_first=True)
        self.out = torch.nn.Linear(2 * WIDTH, symbols)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        steps = torch.cumsum(torch.ones_like(hidden), 1)
        pooled = torch.cumsum(hidden, 1) / steps
        return torch.softmax(self.out(torch.cat([hidden, pooled], -1)), -1), hidden


class Plain(torch.nn.Module):
    def __init__(self, symbols):
        super().__init__()
        self.embedding = torch.nn.Embedding(symbols, 16)
        self.recurrent = torch.nn.GRU(16, WIDTH, batch_first=True)
        self.out = torch.nn.Linear(WIDTH, symbols)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden), -1), hidden


def hidden_markov(rng, states, symbols, sharpness):
    row = lambda n, sharp: (lambda w: [x / sum(w) for x in w])([rng.random() ** sharp + 1e-3 for _ in range(n)])
    return [row(states, 4) for _ in range(states)], [row(symbols, sharpness) for _ in range(states)]


def hmm_words(rng, machine, many, stop, longest=60):
    moves, says = machine
    words = []
    while len(words) < many:
        state, word = 0, []
        while len(word) < longest and (not word or rng.random() > stop):
            word.append(rng.choices(range(len(says[0])), weights=says[state])[0])
            state = rng.choices(range(len(moves)), weights=moves[state])[0]
        words.append(word)
    return words


def even_machine(rng, states, symbols):
    moves, _ = hidden_markov(rng, states, symbols, 1)
    return moves, [[1 + 0.03 * rng.uniform(-1, 1) for _ in range(symbols)] for _ in range(states)]


def sessions(file):
    """Words of a file, such as the log sessions that come with a model: a sequence a line."""
    words = [line.split() for line in pathlib.Path(file).read_text().splitlines() if line.strip()]
    names = sorted({symbol for word in words for symbol in word})
    return names, [[names.index(symbol) for symbol in word][:60] for word in words]


LANGUAGE_MODELS = {
    "mgu-lm": (Mgu, 12, lambda rng: hidden_markov(rng, 8, 12, 3), 0.06),
    "pooled-lm": (Pooled, 10, lambda rng: hidden_markov(rng, 6, 10, 4), 0.08),
    "even-lm": (Plain, 10, lambda rng: even_machine(rng, 4, 10), 0.07)}


def train_language_model(name):
    rng = random.Random(11)
    torch.manual_seed(11)
    if ":" in name:
        cell, file = name.split(":", 1)
        kind, (names, words) = {"mgu": Mgu, "gru": Plain}[cell], sessions(file)
        symbols, given, kept = len(names), words[: -len(words) // 5], words[-len(words) // 5 :]
        name = f"{cell}-sessions"
    else:
        kind, symbols, machine_of, stop = LANGUAGE_MODELS[name]
        machine = machine_of(rng)
        given, kept = hmm_words(rng, machine, 6000, stop), hmm_words(rng, machine, 2000, stop)
        names = [f"s{i}" for i in range(symbols)]
    begin, end = symbols, symbols + 1
    net = kind(symbols + 2)
    optimiser = torch.optim.Adam(net.parameters(), lr=5e-3, weight_decay=1e-3 if name == "even-lm" else 0)
    epochs = 10
    for _ in range(epochs):
        shuffled = given[:]
        rng.shuffle(shuffled)
        for i in range(0, len(shuffled), BATCH):
            words = shuffled[i : i + BATCH]
            longest = max(map(len, words))
            fed = torch.tensor([[begin] + w + [end] * (longest - len(w)) for w in words])
            next_ = torch.tensor([w + [end] + [-1] * (longest - len(w)) for w in words])
            said, _ = net(fed)
            loss = torch.nn.functional.nll_loss(
                torch.log(said + 1e-9).flatten(0, 1), next_.flatten(), ignore_index=-1)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= 0.75
    print(name, "loss", loss.item(), flush=True)
    net.eval()
    save(torch.jit.script(net) if kind is Mgu else net, name, "language-model", symbols, given, kept,
         {"probs": {0: "batch", 1: "time"}, "hidden": {0: "batch", 1: "time"}},
         names=names + ["<begin>", "<end>"], begin="<begin>", end="<end>")


def save(net, name, task, symbols, given, kept, axes, names=None, **more):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    names = names or [f"s{i}" for i in range(symbols)]
    torch.onnx.export(
        net, (torch.zeros(2, 5, dtype=torch.long),), str(folder / "model.onnx"), input_names=["tokens"],
        output_names=["probs", "hidden"], dynamic_axes={"tokens": {0: "batch", 1: "time"}, **axes}, opset_version=17,
        dynamo=False)
    for file, words in [("train.txt", given), ("test.txt", kept)]:
        (folder / file).write_text("".join(" ".join(names[s] for s in word) + "\n" for word in words))
    manifest = dict(
        id=name, task=task, onnx="model.onnx", input="tokens", output="probs", outputKind="probabilities",
        hidden="hidden", symbols=names, **more)
    (folder / "model.json").write_text(json.dumps(manifest))


for name in [*LANGUAGE_MODELS, *CLASSIFIERS, *(chosen for chosen in CHOSEN if ":" in chosen)]:
    if not CHOSEN or name in CHOSEN:
        (train_classifier if name in CLASSIFIERS else train_language_model)(name)
