#!/usr/bin/env python3
"""Computes the final vectors of all cached photos and captions, for codebooks, labels and the language model.

Writes under WORK/final: SET.K.npy float32 [N, 256] for crop K (rows that have no such crop are zero), text_flickr8k.npy
and text_loose.npy float16 [N, 2, 256] (joint and class blocks; rows whose sentence vector is not cached yet are zero).
Row order is that of the caches.
"""
import argparse
from pathlib import Path

import numpy as np
import torch

from gistpack import space


def photos(encoder: space.ImageEncoder, folder: Path, crop: int, block: int = 512) -> np.ndarray:
    """x of one cached crop, float32 [N, 256]."""
    files = {key: folder / f"{key}.{crop}.npy" for key in ("pooled", "mid", "map")}
    arrays = {k: np.load(f if f.exists() else f.with_suffix(".part.npy"), mmap_mode="r") for k, f in files.items()}
    out = np.zeros((len(arrays["pooled"]), space.DIMENSION), np.float32)
    for start in range(0, len(out), block):
        pooled, mid, maps = (torch.from_numpy(arrays[k][start:start + block].astype(np.float32))
                             for k in ("pooled", "mid", "map"))
        there = pooled.abs().sum(1, keepdim=True) > 0
        with torch.no_grad():
            out[start:start + block] = (encoder.of_features(pooled, mid, maps) * there).numpy()
    return out


@torch.no_grad()
def texts(encoder: space.TextEncoder, sentences: np.ndarray, block: int = 8192) -> np.ndarray:
    """Blocks of cached sentence vectors, float16 [N, 2, 256]; zero rows stay zero."""
    out = np.zeros((len(sentences), 2, space.DIMENSION), np.float16)
    for start in range(0, len(sentences), block):
        part = torch.from_numpy(sentences[start:start + block].astype(np.float32))
        there = part.abs().sum(1) > 0
        if there.any():
            rows = start + np.where(there.numpy())[0]
            out[rows] = encoder.of_sentences(part[there]).half().numpy()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", choices=["photos", "flickr8k", "loose"], default=None)
    options = parser.parse_args()
    image_encoder, text_encoder = space.load(options.work)
    out = options.work / "final"
    out.mkdir(exist_ok=True)
    if options.only in (None, "photos"):
        for folder in sorted((options.work / "features").iterdir()):
            crops = sorted({int(p.name.split(".")[1]) for p in folder.glob("pooled.*.npy")})
            for crop in crops:
                np.save(out / f"{folder.name}.{crop}.npy", photos(image_encoder, folder, crop))
                print(f"{folder.name} crop {crop}", flush=True)
    for name in ("flickr8k", "loose"):
        sentences = options.work / "joint" / f"sentences_{name}.npy"
        if options.only in (None, name) and sentences.exists():
            np.save(out / f"text_{name}.npy", texts(text_encoder, np.load(sentences, mmap_mode="r")))


if __name__ == "__main__":
    main()
