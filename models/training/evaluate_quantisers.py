#!/usr/bin/env python3
"""Product quantisation and its rotated form on the same vectors as our residual codebooks, for the table of rivals."""
import argparse
from pathlib import Path

import faiss
import torch

from gistpack import codes
from gistpack.figures import retrieval
from train_codebooks import flickr, training_vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every script takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--split", choices=["val", "test"], default="val")
    parser.add_argument("--class-weight", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    x = training_vectors(options.work, 8000, options.seed).numpy()
    photos, texts, owner = flickr(options.work, options.split, options.class_weight)
    exact = retrieval(photos, texts, owner)
    print(f"float: t2i_10 {exact['t2i_10']:.1f} i2t_10 {exact['i2t_10']:.1f}")

    def show(name: str, y: torch.Tensor) -> None:
        found = retrieval(y, texts, owner)
        print(f"{name}: t2i_10 {found['t2i_10']:.1f} ({100 * found['t2i_10'] / exact['t2i_10']:.1f} %) "
              f"i2t_10 {found['i2t_10']:.1f}", flush=True)

    books = codes.read_rq(options.work / "codes" / "codebooks.bin")
    found = codes.encode(photos, books)
    for n in codes.CHECKPOINTS:
        show(f"RQ {n} bytes", codes.decode(found, books, n))
    for n in (4, 8, 16):
        plain = faiss.IndexPQ(x.shape[1], n, 8)
        plain.train(x)
        show(f"PQ {n} bytes", torch.from_numpy(plain.sa_decode(plain.sa_encode(photos.numpy()))))
        rotation = faiss.OPQMatrix(x.shape[1], n)
        rotation.niter = 15
        rotation.train(x)
        turned = faiss.IndexPQ(x.shape[1], n, 8)
        turned.train(rotation.apply(x))
        y = rotation.reverse_transform(turned.sa_decode(turned.sa_encode(rotation.apply(photos.numpy()))))
        show(f"OPQ {n} bytes", torch.from_numpy(y))


if __name__ == "__main__":
    main()
