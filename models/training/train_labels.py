#!/usr/bin/env python3
"""Fits the label probabilities given the code, and writes attributes.bin and labels.json.

A linear logit for each label on the vector, from captioned photos (a label holds as far as captions name it), labelled photos
and captions moved to the photos' side; then, on the validation split and for each number of stages, a slope and an offset, so that
probabilities are calibrated from the code alone. Writes WORK/labels.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from gistpack import codes, labels
from train_codebooks import moved_texts

HERE = Path(__file__).parent


def captioned(work: Path, chosen: list[labels.Label], split: str) -> tuple[np.ndarray, torch.Tensor]:
    """Rows of a split, and for each the share of certainty 0 to 1 that each label holds: two captions of five are enough."""
    rows = json.loads((work / "features" / "flickr8k" / "index.json").read_text())
    described = json.loads((work / "text" / "flickr8k.json").read_text())
    named = labels.mentions(chosen, [d["caption"] for d in described])
    counts = np.zeros((len(rows), len(chosen)), np.float32)
    np.add.at(counts, [d["photo"] for d in described], named)
    picked = np.array([i for i, r in enumerate(rows) if r["split"] == split])
    return picked, torch.from_numpy(np.minimum(counts[picked] / 2, 1))


def fit_weights(x: torch.Tensor, y: torch.Tensor, weight: torch.Tensor, options) -> tuple[torch.Tensor, torch.Tensor]:
    """Logistic regression of all labels at once. x [N, D], y [N, L], weight [N] -> W [L, D], b [L]."""
    w = torch.zeros(y.size(1), x.size(1), requires_grad=True)
    prior = (y * weight[:, None]).sum(0) / weight.sum()
    b = torch.logit(prior.clamp(1e-5, 0.99)).requires_grad_()
    optimiser = torch.optim.Adam([w, b], lr=0.1)
    generator, started = torch.Generator().manual_seed(options.seed), time.time()
    for step in range(options.steps):
        for group in optimiser.param_groups:
            group["lr"] = 0.1 * (1 - step / options.steps) + 1e-3
        some = torch.multinomial(weight, options.batch, replacement=True, generator=generator)
        loss = binary_cross_entropy_with_logits(x[some] @ w.T + b, y[some], reduction="none").sum(1).mean()
        penalty = options.ridge * w.pow(2).sum()
        optimiser.zero_grad()
        (loss + penalty).backward()
        optimiser.step()
        if step % 50 == 0 or step + 1 == options.steps:
            print(f"labels {step}/{options.steps} {time.time() - started:.0f} s loss {loss.item():.3f}", flush=True)
    return w.detach(), b.detach()


def calibrate(z: torch.Tensor, y: torch.Tensor, slope0: float = 1.0) -> tuple[torch.Tensor, torch.Tensor]:
    """Slope and offset of each label by Newton's method, pulled to one slope for all. z, y float [N, L]."""
    a, b = torch.full((z.size(1),), slope0), torch.zeros(z.size(1))
    for _ in range(25):
        p = torch.sigmoid(a * z + b)
        g, h = p - y, (p * (1 - p)).clamp(min=1e-7)
        ga, gb = (g * z).sum(0) + 10.0 * (a - slope0), g.sum(0) + 0.02 * b
        haa, hab, hbb = (h * z * z).sum(0) + 10.0, (h * z).sum(0), h.sum(0) + 0.02
        det = haa * hbb - hab * hab
        a = a - ((hbb * ga - hab * gb) / det).clamp(-1, 1)
        b = b - ((haa * gb - hab * ga) / det).clamp(-1, 1)
    return a.clamp(min=0.05), b


def average_precision(z: torch.Tensor, y: torch.Tensor) -> float:
    """Mean over labels with at least five positives, in percent."""
    values = []
    for l in range(y.size(1)):
        truth = y[:, l] > 0.75
        if truth.sum() >= 5:
            hit = truth[z[:, l].argsort(descending=True)].float()
            values.append(((hit.cumsum(0) / torch.arange(1, len(hit) + 1)) * hit).sum() / hit.sum())
    return 100 * torch.stack(values).mean().item()


def main() -> None:
    options = arguments()
    out = options.work / "labels"
    out.mkdir(exist_ok=True)
    chosen = labels.read(options.labels)
    rows, truth = captioned(options.work, chosen, "train")
    files = sorted((options.work / "final").glob("flickr8k.*.npy"))
    crops = [torch.from_numpy(np.load(f)[rows]) for f in files]
    x, y = torch.cat(crops), truth.repeat(len(crops), 1)
    there = x.abs().sum(1) > 0
    x, y = x[there], y[there]
    weight = torch.full((len(x),), 1.0 / len(crops))
    blocks = options.work / "final" / "text_loose.npy"
    if blocks.exists():
        described = json.loads((options.work / "text" / "loose.json").read_text())
        moved, said = moved_texts(options.work, len(described), x, options.seed)
        named = labels.mentions(chosen, [described[i]["caption"] for i in said])
        x, y = torch.cat([x, moved]), torch.cat([y, torch.from_numpy(named.astype(np.float32))])
        weight = torch.cat([weight, torch.full((len(moved),), options.text_weight * len(rows) / len(moved))])
    books = codes.read_rq(options.work / "codes" / "codebooks.bin")
    weights, bias = fit_weights(x, y, weight, options)
    val_rows, val_truth = captioned(options.work, chosen, "val")
    photos = torch.from_numpy(np.load(files[0])[val_rows])
    found = codes.encode(photos, books)
    slopes, offsets = [], []
    common = 1.0
    for n in range(codes.STAGES, -1, -1):
        z = codes.decode(found, books, n) @ weights.T + bias
        a, b = calibrate(z, val_truth, common)
        slopes.append(a if n else torch.zeros_like(a))
        offsets.append(a * bias + b)
        if n in (1, 2, 4, 8, 16):
            p = torch.sigmoid(a * z + b)
            bits = -(val_truth * torch.log2(p + 1e-9) + (1 - val_truth) * torch.log2(1 - p + 1e-9)).sum(1).mean()
            print(f"{n} stages: mean average precision {average_precision(z, val_truth):.1f}, {bits:.1f} bits a photo")
    slopes, offsets = torch.stack(slopes[::-1]), torch.stack(offsets[::-1])
    labels.write(weights, slopes, offsets, out / "attributes.bin")
    (out / "labels.json").write_text(json.dumps(
        {"labels": [{"name": l.name, "group": l.group} for l in chosen]}, indent=0) + "\n")
    print(f"{len(chosen)} labels")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--labels", type=Path, default=HERE / "labels.txt")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=4096)
    parser.add_argument("--ridge", type=float, default=2e-5)
    parser.add_argument("--text-weight", type=float, default=0.5, help="weight of all moved captions against all photos")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
