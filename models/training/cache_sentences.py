#!/usr/bin/env python3
"""Caches the tuned text trunk's sentence vectors of all captions, so that heads can be trained on them at once.

Writes WORK/joint/sentences_flickr8k.npy and sentences_loose.npy, float16 [N, 384], unit length; a random 10,000 texts at a
time, so a file is useful before it is full: rows that are zero are still to come; what is there is left alone. Two to three milliseconds of one
core's time a text, so all 264,886 loose captions take about a quarter of an hour. Delete the files after tuning the trunk again.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from gistpack import space, vocabulary
from gistpack.minilm import encode


class Sentences(nn.Module):
    """The trunk with unit outputs."""

    def __init__(self, trunk: nn.Module):
        super().__init__()
        self.trunk = trunk

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(self.trunk(ids).float(), dim=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", choices=["flickr8k", "loose"], default=None)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    _, texts = space.load(options.work)
    trunk = Sentences(texts.tower.trunk).to(options.device).eval()
    tokenizer = vocabulary.wordpiece(options.work / "joint" / "vocabulary.txt")
    for name in ("flickr8k", "loose"):
        if options.only not in (None, name):
            continue
        captions = [d["caption"] for d in json.loads((options.work / "text" / f"{name}.json").read_text())]
        path = options.work / "joint" / f"sentences_{name}.npy"
        out = np.lib.format.open_memmap(path, "r+" if path.exists() else "w+", np.float16, (len(captions), 384))
        order = np.random.default_rng(1).permutation(len(captions))
        for start in range(0, len(order), 10_000):
            chosen = order[start:start + 10_000]
            if not out[chosen[-1]].any():
                out[chosen] = encode(trunk, tokenizer, [captions[i] for i in chosen], batch=64).half().numpy()
                out.flush()
            print(f"{name}: {start + len(chosen)}/{len(order)} texts", flush=True)


if __name__ == "__main__":
    main()
