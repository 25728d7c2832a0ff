"""Prints the table of encoders from what compare.py printed: means over seeds with 95 % intervals (Student's t).

Usage: python table.py RESULT.json..."""

import json
import pathlib
import statistics
import sys

ORDER = ["statistics", "flat", "transformer", "functional", "noninteractive", "interactive", "untrained"]
COLUMNS = {
    "emulation": "emulation",
    "task": "task, ridge",
    "network_task": "task, network",
    "task_unseen": "unseen task, ridge",
    "network_task_unseen": "unseen task, network",
    "network_offset": "offset, network",
    "network_offset_unseen": "unseen offset, network",
    "degrees": "angle error, ridge",
    "network_degrees": "angle error, network",
    "degrees_unseen": "unseen angle, ridge",
    "network_degrees_unseen": "unseen angle, network",
    "accuracy": "accuracy R²",
    "step": "step R²",
}
# Two-sided 97.5 % quantiles of Student's t by degrees of freedom.
QUANTILES = {1: 12.71, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def interval(values):
    if len(values) < 2:
        return f"{values[0]:.3g}"
    half = QUANTILES[len(values) - 1] * statistics.stdev(values) / len(values) ** 0.5
    digits = 1 if max(values) > 2 else 2
    return f"{statistics.mean(values):.{digits}f} ± {half:.{digits}f}"


def main():
    runs = [json.loads(text) for text in map(pathlib.Path.read_text, map(pathlib.Path, sys.argv[1:])) if text]
    columns = [name for name in COLUMNS if name in max(runs, key=len)]
    print("| encoder | seeds | " + " | ".join(COLUMNS[name] for name in columns) + " |")
    print("| --- " * (len(columns) + 2) + "|")
    for encoder in ORDER:
        own = [run for run in runs if run["encoder"] == encoder]
        if own:
            cells = [interval([run[name] for run in own]) if name in own[0] else "" for name in columns]
            print(f"| {encoder} | {len(own)} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
