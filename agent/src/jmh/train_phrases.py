"""Trains the networks on which BENCHMARKS.md measures rules: two LSTMs that look for patterns in binary words, and one that
answers questions about films, made from templates, with more than 200 people as answers. For the questions it prints what
chance and n-grams of symbols (naive Bayes on the model's own answers) come to.

Usage: python train_phrases.py OUT_DIR [NAME...]"""

import collections
import json
import math
import pathlib
import random
import sys

import torch

OUT = pathlib.Path(sys.argv[1])
BATCH = 64


class Lstm(torch.nn.Module):
    def __init__(self, symbols, classes, embedding, width):
        super().__init__()
        self.embedding = torch.nn.Embedding(symbols, embedding)
        self.recurrent = torch.nn.LSTM(embedding, width, batch_first=True)
        self.out = torch.nn.Linear(width, classes)

    def forward(self, tokens):
        hidden, _ = self.recurrent(self.embedding(tokens))
        return torch.softmax(self.out(hidden[:, -1]), -1), hidden


def pattern(*wanted):
    def draw(rng):
        word = [rng.randint(0, 1) for _ in range(rng.randint(1, 30))]
        text = "".join(map(str, word))
        return word, int(any(one in text for one in wanted))

    return draw, ["0", "1"], ["reject", "accept"], dict(embedding=4, width=24, epochs=40, given=12000)


TEMPLATES = {
    "director": ["who directed {}", "who directed the film {}", "{} was directed by whom", "the director of {}",
                 "who is the director of {}"],
    "writer": ["who wrote {}", "who wrote the film {}", "{} was written by whom", "the writer of {}",
               "who is the writer of {}"],
    "star": ["who stars in {}", "who stars in the film {}", "{} has whom in it", "the star of {}",
             "who is the star of {}"],
}
BEFORE = ["", "please ", "can you tell me ", "do you know "]
AFTER = ["", " ?", " please"]


def questions():
    rng = random.Random(7)
    one = ["silver", "last", "broken", "quiet", "red", "hidden", "long", "burning", "lost", "second", "golden", "cold"]
    other = ["river", "night", "garden", "road", "mirror", "summer", "city", "letter", "winter", "harbour", "train"]
    films = [f"{a} {b}" for a in one for b in other]
    people = [f"person_{i}" for i in range(220)]
    answers = people + [rng.choice(people) for _ in range(3 * len(films) - len(people))]
    rng.shuffle(answers)
    facts = [(film, asked) for film in films for asked in TEMPLATES]
    known = dict(zip(facts, answers))
    symbols = sorted({word for film in films for word in film.split()}
                     | {word for text in BEFORE + AFTER for word in text.split()}
                     | {word for some in TEMPLATES.values() for t in some for word in t.format("").split()})
    places = {symbol: i for i, symbol in enumerate(symbols)}

    def draw(rng):
        fact = rng.choice(facts)
        text = rng.choice(BEFORE) + rng.choice(TEMPLATES[fact[1]]).format(fact[0]) + rng.choice(AFTER)
        return [places[word] for word in text.split()], people.index(known[fact])

    return draw, symbols, people, dict(embedding=48, width=160, epochs=40, given=16000)


NETWORKS = {
    "contains-0110": lambda: pattern("0110"),
    "contains-0110-or-1011": lambda: pattern("0110", "1011"),
    "questions": questions,
}


def batches(pairs, rng):
    by_length = collections.defaultdict(list)
    for word, said in pairs:
        by_length[len(word)].append((word, said))
    found = [group[i : i + BATCH] for group in by_length.values() for i in range(0, len(group), BATCH)]
    rng.shuffle(found)
    return found


def answers(net, pairs, rng):
    found = []
    with torch.no_grad():
        for batch in batches(pairs, rng):
            said, _ = net(torch.tensor([word for word, _ in batch]))
            found += [(word, int(best), right) for (word, right), best in zip(batch, said.argmax(-1))]
    return found


def ngrams(word):
    return [tuple(word[i : i + n]) for n in (1, 2, 3) for i in range(len(word) - n + 1)]


def naive_bayes(seen, asked, classes):
    counts, totals, first = [collections.Counter() for _ in range(classes)], [0] * classes, [1] * classes
    for word, said, _ in seen:
        first[said] += 1
        counts[said].update(ngrams(word))
        totals[said] += len(ngrams(word))
    kinds = len({gram for one in counts for gram in one})
    best = lambda word: max(range(classes), key=lambda c: math.log(first[c]) + sum(
        math.log((counts[c][gram] + 0.1) / (totals[c] + 0.1 * kinds)) for gram in ngrams(word)))
    return sum(best(word) == said for word, said, _ in asked) / len(asked)


def train(name):
    draw, symbols, classes, how = NETWORKS[name]()
    rng = random.Random(3)
    torch.manual_seed(3)
    given, kept = [draw(rng) for _ in range(how["given"])], [draw(rng) for _ in range(2000)]
    net = Lstm(len(symbols), len(classes), how["embedding"], how["width"])
    optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
    for epoch in range(how["epochs"]):
        for batch in batches(given, rng):
            said, _ = net(torch.tensor([word for word, _ in batch]))
            loss = torch.nn.functional.nll_loss(torch.log(said + 1e-9), torch.tensor([right for _, right in batch]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= 0.9
    net.eval()
    asked = answers(net, kept, rng)
    print(f"{name}: right of {sum(said == right for _, said, right in asked) / len(asked):.4f}", flush=True)
    if len(classes) > 2:
        most = collections.Counter(said for _, said, _ in asked).most_common(1)[0][1] / len(asked)
        print(f"{name}: {len(classes)} classes; agreement with the network of chance {1 / len(classes):.4f}, of the most "
              f"frequent class {most:.4f}, of n-grams {naive_bayes(answers(net, given, rng), asked, len(classes)):.4f}")
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        net, (torch.zeros(2, 3, dtype=torch.long),), str(folder / "model.onnx"), input_names=["tokens"],
        output_names=["probs", "hidden"], dynamo=False,
        dynamic_axes={"tokens": {0: "batch", 1: "time"}, "probs": {0: "batch"}, "hidden": {0: "batch", 1: "time"}})
    manifest = {"id": name, "task": "classifier", "hidden": "hidden", "symbols": symbols, "classes": classes}
    (folder / "model.json").write_text(json.dumps(manifest, indent=1))
    for file, pairs in (("train.txt", given[:6000]), ("test.txt", kept)):
        (folder / file).write_text("".join(" ".join(symbols[s] for s in word) + "\n" for word, _ in pairs))


for name in sys.argv[2:] or NETWORKS:
    train(name)
