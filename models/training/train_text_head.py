#!/usr/bin/env python3
"""Tunes the text side alone against the final photos and their codes; the code's meaning does not change.

Photos stay as they are, float and decoded from 16, 8 and 4 bytes; the joint text head learns to ask them all with unit queries
in the turned space. Reads WORK/final, WORK/codes and the cached sentence vectors; replaces the text tower in WORK/joint/towers.pt when the
validation split states it. Run export_pack.py after it.
"""
import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import normalize

from gistpack import codes, space
from gistpack.figures import retrieval
from gistpack.heads import Average
from train_joint import Pairs, contrast, set_rates, show

KEPT = (16, 8, 4)


def forms(x: torch.Tensor, books: torch.Tensor) -> torch.Tensor:
    """Unit vectors of photos [N, D]: float and decoded from 16, 8 and 4 bytes, float [4, N, D]."""
    found = codes.encode(x, books)
    return torch.stack([normalize(x, dim=1), *(normalize(codes.decode(found, books, n), dim=1) for n in KEPT)])


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    pairs = Pairs(options.work)
    sentences = torch.from_numpy(np.load(options.work / "joint" / "sentences_flickr8k.npy")).float()
    encoder = space.load(options.work)[1]
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    head = encoder.tower.joint
    for parameter in head.parameters():
        parameter.requires_grad_(True)
    books = codes.read_rq(options.work / "codes" / "codebooks.bin")
    train, val = pairs.photos("train"), pairs.photos("val")
    crops = [np.load(f) for f in sorted((options.work / "final").glob("flickr8k.*.npy"))][: options.crops]
    photos = [forms(torch.from_numpy(c[train]), books) for c in crops]
    there = [torch.from_numpy(c[train]).abs().sum(1) > 0 for c in crops]
    held = forms(torch.from_numpy(crops[0][val]), books)
    captions = np.where(np.isin(pairs.owner, val))[0]
    owner = torch.tensor(np.searchsorted(val, pairs.owner[captions]))

    def ask(rows: np.ndarray, model: space.TextEncoder) -> torch.Tensor:
        return space.query(model.of_sentences(sentences[rows]), options.class_weight)

    def measure(model: space.TextEncoder) -> dict[str, float]:
        with torch.no_grad():
            q = ask(captions, model.eval())
        figures = {}
        for name, x in zip(("float", *KEPT), held):
            found = retrieval(x, q, owner, ats=(10,))
            figures |= {f"t2i {name}": found["t2i_10"], f"i2t {name}": found["i2t_10"]}
        return figures

    first = measure(encoder)
    print(f"before: {show(first)}", flush=True)
    best, twin = sum(first.values()), copy.deepcopy(encoder)
    start = [p.detach().clone() for p in head.parameters()]
    average = Average(head, 0.99)
    scale = nn.Parameter(torch.tensor(2.9))
    optimiser = torch.optim.AdamW([*head.parameters(), scale], lr=options.rate, weight_decay=0.1)
    rng, started = np.random.default_rng(options.seed), time.time()
    head.noise = 0.2
    for step in range(options.steps):
        set_rates(optimiser, [options.rate], step, options.steps)
        head.train()
        chosen = rng.choice(len(train), options.batch, replace=False)
        crop = int(rng.integers(len(photos)))
        chosen = chosen[there[crop][chosen].numpy()]
        q = ask(pairs.one_caption(train[chosen], rng), encoder)
        tau = scale.exp().clamp(max=60)
        loss = sum(w * contrast(x[chosen], q, tau, 0.05) for w, x in zip((1.5, 1.0, 0.7, 0.3), photos[crop]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        average.update(head, step + 100)
        if step % 50 == 49 or step + 1 == options.steps:
            average.copy_to(twin.tower.joint)
            with torch.no_grad():
                for parameter, before in zip(twin.tower.joint.parameters(), start):
                    parameter.lerp_(before, 1 - options.step_share)
            figures = measure(twin)
            print(f"text {step + 1}/{options.steps} {time.time() - started:.0f} s loss {loss.item():.3f} {show(figures)}", flush=True)
            if sum(figures.values()) > best:
                best = sum(figures.values())
                saved = torch.load(options.work / "joint" / "towers.pt", map_location="cpu")
                saved["tower"] |= {f"joint.{k}": v for k, v in twin.tower.joint.state_dict().items()}
                torch.save(saved, options.work / "joint" / "towers.pt")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--crops", type=int, default=2, help="crops a photo that are used")
    parser.add_argument("--step-share", type=float, default=0.5,
                        help="how far to go from the old head to the new one (weight-space averaging, WiSE-FT)")
    parser.add_argument("--class-weight", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
