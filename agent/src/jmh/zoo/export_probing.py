"""Writes the interactive encoder as one small ONNX graph, which Java runs once for each symbol of the probes.

In: answers float [probes, steps + 1, 5], the probabilities of symbols a to d and of the end, after the begin and after
each symbol; what has not been answered yet is all ones. symbols float [probes, steps, 4], one-hot; what has not been
chosen yet is zero. Out: next float [probes, steps, 4], of which row t names the symbol to put after t answered ones by
its largest; representation float [64], when all is answered.

Usage: python export_probing.py ENCODER_STATE OUT.onnx"""

import sys

import torch

import compare
import functionalist
import languages
import networks


class Graph(torch.nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        cell = encoder.reader
        self.reader = torch.nn.LSTM(cell.input_size, cell.hidden_size, batch_first=True)
        self.reader.load_state_dict({f"{name}_l0": value for name, value in cell.state_dict().items()})

    def forward(self, answers: torch.Tensor, symbols: torch.Tensor):
        logs = answers.log().clamp(min=functionalist.LEAST_LOG) / 4 + 1
        # Java leaves the begin out of what networks say: those that are trained hardly ever say it.
        begins = torch.full_like(logs[..., :1], functionalist.LEAST_LOG / 4 + 1)
        logs = torch.cat([begins, logs], -1)
        began = self.encoder.began
        seen, _ = self.reader(logs[:, :-1], (began[None, :, 0].contiguous(), began[None, :, 1].contiguous()))
        parts = [logs[:, 0]]
        for t in range(functionalist.SYMBOLS.steps):
            parts += [symbols[:, t], logs[:, t + 1]]
        representation = self.encoder.out(torch.cat(parts, -1).flatten()[None])[0]
        return self.encoder.next(seen), compare.unit(representation)


def main():
    torch.manual_seed(1)
    weights = networks.fresh(1, languages.TOKENS, languages.TOKENS, torch.Generator().manual_seed(1))
    encoder = functionalist.Interactive(weights, compare.SIZE, functionalist.SYMBOLS)
    encoder.load_state_dict(torch.load(sys.argv[1]))
    encoder.eval()
    answers = torch.rand(functionalist.PROBES, functionalist.SYMBOLS.steps + 1, functionalist.SYMBOLS.size + 1)
    symbols = torch.zeros(functionalist.PROBES, functionalist.SYMBOLS.steps, functionalist.SYMBOLS.size)
    torch.onnx.export(
        Graph(encoder).eval(),
        (answers, symbols),
        sys.argv[2],
        input_names=["answers", "symbols"],
        output_names=["next", "representation"],
        dynamo=False,
    )


if __name__ == "__main__":
    main()
