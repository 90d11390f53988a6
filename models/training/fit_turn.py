#!/usr/bin/env python3
"""Fits the turn: the linear map after which squared error of a vector is nearly error of its scores.

x = A [joint | class], queries q = A^-1 [joint | class]: q.x is what it was, and A = M^(1/4) with M the covariance of queries, half captions
and half labels, spends the code's bits where queries look. (M^(1/2) would be exact for scores without the division by
|x|; a half of it measured better.) Writes WORK/joint/turn.pt; run make_vectors.py after it.
"""
import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize

from gistpack import data, labels, space, vocabulary
from gistpack.minilm import pad

HERE = Path(__file__).parent
TEMPLATES = ("a photo of a {}.", "{}")


@torch.no_grad()
def label_queries(encoder: space.TextEncoder, tokenizer, names: list[str], class_weight: float) -> torch.Tensor:
    """Unit queries [N, D] of label texts, before the turn."""
    total = torch.zeros(())
    for template in TEMPLATES:
        ids = pad([e.ids for e in tokenizer.encode_batch([template.format(n) for n in names])])
        total = total + space.query(encoder.blocks(ids, ids.ne(0).long()), class_weight)
    return normalize(total, dim=1)


@torch.no_grad()
def main() -> None:
    options = arguments()
    encoder = space.load(options.work)[1]
    tokenizer = vocabulary.wordpiece(options.work / "joint" / "vocabulary.txt")
    names = [l.name for l in labels.read(HERE / "labels.txt")] + [p.label for p in data.imagenet_sample(options.data)]
    asked = label_queries(encoder, tokenizer, names, options.label_weight)
    sentences = torch.from_numpy(np.load(options.work / "joint" / "sentences_flickr8k.npy")[::5]).float()
    said = space.query(encoder.of_plain_sentences(sentences), options.sentence_weight)
    moment = (1 - options.labels) * torch.cov(said.T) + options.labels * torch.cov(asked.T)
    values, axes = torch.linalg.eigh(moment + 1e-3 * moment.trace() / len(moment) * torch.eye(len(moment)))
    turn = axes @ torch.diag(values ** (options.power / 2)) @ axes.T
    turn = turn / (said @ turn).norm(dim=1).mean()
    torch.save({"turn": turn, "back": torch.linalg.inv(turn)}, options.work / "joint" / "turn.pt")
    print(f"singular values {turn.norm(2):.3f} to {1 / torch.linalg.inv(turn).norm(2):.3f}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--labels", type=float, default=0.5, help="share of label queries")
    parser.add_argument("--power", type=float, default=0.5, help="A = M^(power/2); 0 leaves vectors as they are")
    parser.add_argument("--label-weight", type=float, default=3.0)
    parser.add_argument("--sentence-weight", type=float, default=0.3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
