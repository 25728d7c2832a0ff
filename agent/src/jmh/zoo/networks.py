"""Many LSTMs of two layers at once: each tensor of weights has the network as its first dimension, and gradients go
through weights and inputs alike, so that networks can be trained side by side, and be probed by what is trained."""

import torch

WIDTH = 32


def shapes(inputs, outputs):
    """Of one network's tensors, by name; rows of gates in torch's order i, f, g, o. Of torch's two biases one is left,
    which is their sum."""
    return {
        "entry0": (4 * WIDTH, inputs),
        "back0": (4 * WIDTH, WIDTH),
        "bias0": (4 * WIDTH,),
        "entry1": (4 * WIDTH, WIDTH),
        "back1": (4 * WIDTH, WIDTH),
        "bias1": (4 * WIDTH,),
        "out": (outputs, WIDTH),
        "bias_out": (outputs,),
    }


def fresh(count, inputs, outputs, generator):
    """As torch begins: uniform in ±1/√WIDTH; of two biases the sum."""
    bound = WIDTH**-0.5

    def uniform(shape):
        return torch.empty(count, *shape).uniform_(-bound, bound, generator=generator)

    return {
        name: uniform(shape) + (uniform(shape) if name in ("bias0", "bias1") else 0)
        for name, shape in shapes(inputs, outputs).items()
    }


def start(weights, batch):
    count = weights["out"].shape[0]
    return [torch.zeros(count, batch, WIDTH) for _ in range(4)]


def cell(gates, c):
    i, f, g, o = gates.chunk(4, -1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def step(weights, inputs, state):
    """One step: inputs [networks, batch, inputs], a state; what is said (before a softmax) and the next state."""
    h0, c0, h1, c1 = state
    h0, c0 = cell(
        torch.baddbmm(weights["bias0"][:, None], inputs, weights["entry0"].mT) + h0 @ weights["back0"].mT, c0
    )
    h1, c1 = cell(torch.baddbmm(weights["bias1"][:, None], h0, weights["entry1"].mT) + h1 @ weights["back1"].mT, c1)
    return torch.baddbmm(weights["bias_out"][:, None], h1, weights["out"].mT), [h0, c0, h1, c1]


def layer(entered, back):
    """All steps of one layer: entered [networks, batch, steps, 4 WIDTH]."""
    count, batch, steps, _ = entered.shape
    h = c = torch.zeros(count, batch, WIDTH)
    back = back.mT
    seen = []
    for t in range(steps):
        h, c = cell(torch.baddbmm(entered[:, :, t], h, back), c)
        seen.append(h)
    return torch.stack(seen, 2)


def run(weights, inputs):
    """What is said at each step: inputs are tokens [networks, batch, steps], or vectors with one dimension more."""
    if inputs.dtype == torch.long:
        count, batch, steps = inputs.shape
        entry = weights["entry0"].mT + weights["bias0"][:, None]
        places = inputs.reshape(count, -1, 1).expand(-1, -1, entry.shape[-1])
        entered = torch.gather(entry, 1, places).reshape(count, batch, steps, -1)
    else:
        count, batch, steps, _ = inputs.shape
        flat = inputs.reshape(count, batch * steps, -1)
        entered = torch.baddbmm(weights["bias0"][:, None], flat, weights["entry0"].mT)
        entered = entered.reshape(count, batch, steps, -1)
    seen = layer(entered, weights["back0"])
    flat = seen.reshape(count, batch * steps, WIDTH)
    entered = torch.baddbmm(weights["bias1"][:, None], flat, weights["entry1"].mT).reshape(count, batch, steps, -1)
    seen = layer(entered, weights["back1"]).reshape(count, batch * steps, WIDTH)
    said = torch.baddbmm(weights["bias_out"][:, None], seen, weights["out"].mT)
    return said.reshape(count, batch, steps, -1)
