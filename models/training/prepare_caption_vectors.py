"""Lays out a joint space's vectors for the caption model: photos as they are, texts as if they were photos.

    prepare_caption_vectors.py --space SPACE --index index.json --codebooks codebooks.bin --out VECTORS

SPACE holds flickr8k.0.npy (centre crops [P, D]), flickr8k.1.npy, .. (more crops, rows of zeros where there are
none), text_flickr8k.npy and text_loose.npy ([N, 2, D], two blocks, rows of zeros where not computed). The index
lists file and split of each photo. Each number of a text gets the photos' mean and spread, then each block the
photos' length, so that a text's vector looks like a photo's.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--space", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--codebooks", type=Path)
    parser.add_argument("--joint", type=int, default=192, help="numbers of the first block; the rest are the second's")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    index = json.loads(args.index.read_text())
    crops = [np.load(file) for file in sorted(args.space.glob("flickr8k.[0-9].npy"))]
    crops = [np.where(np.abs(crop).sum(1, keepdims=True) > 0, crop, crops[0]) for crop in crops]
    np.savez(args.out / "image_vectors.npz", vectors=crops[0], files=np.array([row["file"] for row in index]))
    np.save(args.out / "crop_vectors.npy", np.stack(crops).astype(np.float16))
    train = crops[0][[row["split"] == "train" for row in index]]
    own = np.load(args.space / "text_flickr8k.npy").astype(np.float32).sum(1)
    mean, spread = own.mean(0), own.std(0)
    for name in ("text_flickr8k", "text_loose"):
        if (args.space / f"{name}.npy").exists():
            texts = np.load(args.space / f"{name}.npy").astype(np.float32).sum(1)
            known = np.abs(texts).sum(1, keepdims=True) > 0
            moved = as_photos((texts - mean) / spread * train.std(0) + train.mean(0), train, args.joint)
            np.save(args.out / f"{name}.npy", np.where(known, moved, 0).astype(np.float16))
            print(f"{name}: {known.mean():.3f} of {len(texts)} rows known")
    if args.codebooks:
        shutil.copyfile(args.codebooks, args.out / "codebooks.bin")


def as_photos(texts: np.ndarray, photos: np.ndarray, joint: int) -> np.ndarray:
    """Scales both blocks of texts [N, D] to the lengths that the photos' blocks have."""
    parts = []
    for part in (slice(0, joint), slice(joint, None)):
        length = np.linalg.norm(photos[:, part], axis=1).mean()
        parts.append(texts[:, part] / np.maximum(np.linalg.norm(texts[:, part], axis=1, keepdims=True), 1e-9) * length)
    return np.concatenate(parts, 1)


if __name__ == "__main__":
    main()
