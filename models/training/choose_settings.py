#!/usr/bin/env python3
"""Chooses the settings of inferred captions: hallucination and coverage on one half of ``things``, CIDEr on Flickr8k's validation split.

Reads captions.bin and captions.json of a folder (train_objects.py), tries a grid, prints one line for each and writes the settings
of --set NAME=VALUE back. With --report the other half of ``things`` is measured, once, after everything is chosen.
"""
import argparse
import itertools
import json
import re
from pathlib import Path

import numpy as np
import torch

from gistpack import codes, data, evidence, inference, objects
from gistpack.pack import Pack
import evaluate

HERE = Path(__file__).parent
GRID = {"may_name": (0.3, 0.4, 0.5, 0.6), "must_name": (0.5, 0.7), "reward": (0.1, 0.3), "penalty": (0.2, 0.6)}


class Photos:
    """Codes of photos with what the inferrer finds for them before it chooses: kept, for it is the slow part."""

    def __init__(self, pack: Pack, inferrer: inference.Inferrer, x: torch.Tensor):
        decoded = codes.decode(codes.encode(x, pack.books), pack.books, codes.STAGES).numpy()
        rows = np.rint(decoded * codes.Q14).astype(np.int64)
        self.found = [inferrer.best(row) for row in rows]
        self.evidence = [inferrer.evidence(row, found) for row, found in zip(rows, self.found)]

    def captions(self, inferrer: inference.Inferrer) -> list[str]:
        table = np.array(inferrer.settings["calibration"][0]["weights"])
        out = []
        for found, e in zip(self.found, self.evidence):
            p = 1 / (1 + np.exp(-(table[:, 0] + (table[:, 1:] * e).sum(1))))
            out.append(inferrer.choose(*found, p).text)
        return out


def hallucination(words: objects.Words, captions: list[str], truth: np.ndarray) -> tuple[float, float, float]:
    """chair_i, chair_s and coverage in percent, by our own words of the objects."""
    said = evidence.mentions(words, captions)
    wrong = said * (1 - truth)
    return 100 * wrong.sum() / max(1, said.sum()), 100 * (wrong.sum(1) > 0).mean(), 100 * (said * truth).sum() / truth.sum()


def cider(captions: list[str], truth: list) -> float:
    """CIDEr with plain words in place of the Penn Treebank's."""
    from pycocoevalcap.cider.cider import Cider

    plain = lambda t: " ".join(re.findall(r"[a-z0-9']+", t.lower()))
    return Cider().compute_score({i: [plain(c) for c in t] for i, t in enumerate(truth)},
                                 {i: [plain(c)] for i, c in enumerate(captions)})[0]


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    pack, words = Pack(options.pack), objects.read(HERE / "objects.txt")
    settings = json.loads((options.captions / "captions.json").read_text(encoding="utf-8"))
    for assignment in options.set:
        name, _, value = assignment.partition("=")
        settings[name] = json.loads(value)
    inferrer = inference.Inferrer(inference.read_files((options.captions / "captions.bin").read_bytes()), settings)
    if options.set:
        evidence.save(options.captions / "captions.json", **settings)
    files, half = evidence.things(options, pack, words, 1 if options.report else 0)
    photos = Photos(pack, inferrer, half.x)
    rows = [p for p in data.flickr8k(options.data) if p.split == "val"][:options.val]
    val = Photos(pack, inferrer, evaluate.vectors(pack, options, "flickr8k-val", "flickr8k.zip", [p.file for p in rows]))

    def show(note: str) -> None:
        said = photos.captions(inferrer)
        figures = hallucination(words, said, half.y)
        score = cider(val.captions(inferrer), [p.captions for p in rows]) if rows else 0
        print(f"{note}  chair_i {figures[0]:.1f}  chair_s {figures[1]:.1f}  coverage {figures[2]:.1f}  CIDEr {score:.3f}", flush=True)

    show("as they are")
    if options.examples:
        for file, text, y in zip(files, photos.captions(inferrer), half.y):
            print(file, text, [words.names[o] for o in np.flatnonzero(y)])
    if options.grid:
        for values in itertools.product(*GRID.values()):
            settings.update(zip(GRID, values))
            show(" ".join(f"{n} {v}" for n, v in zip(GRID, values)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for the cache of vectors")
    parser.add_argument("--pack", type=Path, required=True, help="the pack's folder")
    parser.add_argument("--captions", type=Path, required=True, help="folder with captions.bin and captions.json")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting to write back")
    parser.add_argument("--val", type=int, default=300, help="photos of the validation split")
    parser.add_argument("--grid", action="store_true", help="try every combination of the grid")
    parser.add_argument("--report", action="store_true", help="the reported half of things")
    parser.add_argument("--examples", action="store_true", help="print the captions")
    parser.set_defaults(json=False)
    return parser.parse_args()


if __name__ == "__main__":
    main()
