"""Draws the ratios told on standard input as JSON, a file for each question, into a folder.

Runs by the Python that holds matplotlib, which knows nothing of Signpost.
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

# The same figures give the same bytes; letters stay letters, so that they can be read and found.
mpl.rcParams.update({"svg.hashsalt": "signpost", "svg.fonttype": "none", "font.size": 9})
MARKS = ("o", "s", "^", "D", "v")
COLOURS = ("#1d70b8", "#d4351c", "#00703c", "#4c2c92", "#b58840")
ROW = 0.26


def draw(points, file):
    """Draw a line for each thing measured, a mark for each size; left of 1 we are ahead."""
    lines = list(dict.fromkeys((point["what"], point["peer"]) for point in points))
    sizes = sorted({point["size"] for point in points})
    figure = Figure(figsize=(8, 1 + ROW * len(lines)), layout="constrained")
    axes = figure.add_subplot()
    for number, size in enumerate(sizes):
        some = [point for point in points if point["size"] == size]
        axes.plot(
            [point["ratio"] for point in some],
            [lines.index((point["what"], point["peer"])) for point in some],
            MARKS[number % len(MARKS)],
            color=COLOURS[number % len(COLOURS)],
            label=f"{size:,} services",
        )
    axes.axvline(1, color="#505a5f", linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=12))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_yticks(range(len(lines)), [f"{what} – {peer}" for what, peer in lines])
    axes.invert_yaxis()
    axes.set_axisbelow(True)
    axes.grid(axis="both", color="#dddddd", linewidth=0.6)
    axes.set_xlabel("what we need as a share of what the peer needs (left of 1: we are ahead)")
    figure.legend(loc="outside upper right", ncols=len(sizes), frameon=False)
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for slug, points in json.load(sys.stdin).items():
        draw(points, folder / f"{slug}.svg")


if __name__ == "__main__":
    main()
