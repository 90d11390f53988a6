#!/usr/bin/env python3
"""Makes a million gist codes that are spread like those of real photos, and real queries.

Each code is that of a real photo's vector plus noise: one photo is drawn at random, normal noise of
`--noise` times each dimension's standard deviation over all photos is added, and the sum is encoded
by the pack's codebooks (greedily). So the codes fill the space where photos are, and none occurs twice.

Output folder:
  codebooks.bin   as in the pack (codec/FORMAT.md 4.1)
  codes.bin       uint8 [count, stages]
  queries.f32     float32 [queries, D], rows of length 1: half captions' vectors, half photos'
"""
import argparse
import pathlib
import shutil
import struct

import numpy as np
import torch


def read_codebooks(path):
    """Codewords float32 [stages, 256, D] of a residual codebook file."""
    data = path.read_bytes()
    kind, stages, words, dimension = data[5], *struct.unpack("<HHH", data[8:14])
    if data[:4] != b"GWCB" or kind != 1 or words != 256:
        raise SystemExit(f"{path} holds no residual codebooks of 256 codewords")
    q14 = np.frombuffer(data, "<i2", offset=16).reshape(stages, words, dimension)
    return torch.from_numpy(q14.astype(np.float32) / 16384)


def encode(books, x):
    """Greedy codes uint8 [n, stages] of x float32 [n, D]."""
    rest = x.clone()
    codes = torch.empty(len(x), len(books), dtype=torch.uint8)
    for stage, book in enumerate(books):
        nearest = ((book * book).sum(1)[None] - 2 * rest @ book.T).argmin(1)
        codes[:, stage] = nearest.to(torch.uint8)
        rest -= book[nearest]
    return codes


def load(paths):
    """Rows of all files that are not zero, float32 [n, D]."""
    rows = np.concatenate([np.load(path).astype(np.float32) for path in paths])
    return rows[np.abs(rows).sum(1) > 0]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--codebooks", type=pathlib.Path, required=True)
    arguments.add_argument("--photos", nargs="+", required=True, help="vectors of photos, .npy [n, D]")
    arguments.add_argument("--texts", required=True, help="vectors of captions, .npy [n, D] or [n, blocks, D]")
    arguments.add_argument("--text-weights", type=float, nargs="+", default=[1.0, 0.3], help="of the blocks")
    arguments.add_argument("--count", type=int, default=1_000_000)
    arguments.add_argument("--queries", type=int, default=1000)
    arguments.add_argument("--noise", type=float, default=0.5)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    options = arguments.parse_args()
    torch.set_num_threads(2)
    rng = np.random.default_rng(options.seed)
    books = read_codebooks(options.codebooks)
    photos = load(options.photos)
    spread = photos.std(0)
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "codes.bin", "wb") as codes:
        for first in range(0, options.count, 20_000):
            size = min(20_000, options.count - first)
            drawn = photos[rng.integers(len(photos), size=size)]
            noisy = drawn + options.noise * spread * rng.standard_normal(drawn.shape, dtype=np.float32)
            noisy *= np.linalg.norm(drawn, axis=1, keepdims=True) / np.linalg.norm(noisy, axis=1, keepdims=True)
            codes.write(encode(books, torch.from_numpy(noisy.astype(np.float32))).numpy().tobytes())
            if first % 200_000 == 0:
                print(f"{first} codes", flush=True)
    texts = np.load(options.texts, mmap_mode="r")
    half = options.queries // 2
    texts = np.array(texts[rng.choice(len(texts), half, replace=False)], dtype=np.float32)
    if texts.ndim == 3:
        weights = np.array(options.text_weights, dtype=np.float32)
        texts = np.einsum("nbd,b->nd", texts, weights)
    like = photos[rng.choice(len(photos), options.queries - half, replace=False)]
    queries = np.concatenate([texts, like])
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    queries.astype("<f4").tofile(options.out / "queries.f32")
    shutil.copy(options.codebooks, options.out / "codebooks.bin")


if __name__ == "__main__":
    main()
