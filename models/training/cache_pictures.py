#!/usr/bin/env python3
"""Caches photos as 128x128 pixels, with their codes' vectors, for the picture tokenizer.

Writes under WORK/pictures: SET.npy uint8 [N, 128, 128, 3] (centre square, Pillow's bicubic, as the product does) and
SET.json (files). With --pack also SET.codes.npy uint8 [N, 16], out of evaluate.py's cache of vectors where a photo
is there and by the pack's encoder where it does not; --known-only leaves codes of other photos out (SET.coded.npy).
Photos for training: Flickr8k's training split, photos.zip without the sets that only measure and without leave_out.tsv,
and the rooms of objects.zip. Flickr8k's validation split chooses; its test split only measures.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

from gistpack import data, picture, preprocess
from gistpack.pack import Pack


def sets(folder: Path) -> dict[str, tuple[str, str, list[str]]]:
    """Name -> archive, name of the cache of vectors, files."""
    flickr8k = data.flickr8k(folder)
    left_out = data.left_out(folder)
    labelled = [p.file for p in data.labelled_photos(folder) if p.set not in data.NEVER_TRAINED and p.file not in left_out]
    found = {f"flickr8k-{split}": ("flickr8k.zip", f"flickr8k-{split}", [p.file for p in flickr8k if p.split == split])
             for split in ("train", "val", "test")}
    found["photos"] = ("photos.zip", "photos", labelled)
    found["indoor"] = ("objects.zip", "objects", [r["file"] for r in data.objects(folder) if r["set"] == "indoor"])
    return found


def pixels(archive: data.Archive, files: list[str], path: Path) -> None:
    """uint8 [N, 128, 128, 3] of files."""
    part = path.with_suffix(".part.npy")
    out = np.lib.format.open_memmap(part, "w+", np.uint8, (len(files), picture.SIDE, picture.SIDE, 3))
    for i, file in enumerate(files):
        out[i] = preprocess.pixels(archive.photo(file), picture.SIDE)
    out.flush()
    part.rename(path)


def vectors(pack: Pack, options, archive: data.Archive, name: str, files: list[str]) -> dict[str, np.ndarray]:
    """x of files, cached ones first."""
    cache = options.work / "evaluate" / pack.image_digest[:16] / f"{name}.npz"
    known = {}
    if cache.exists():
        saved = np.load(cache)
        known = {f: x for f, x in zip(saved["files"].tolist(), saved["x"])}
    known = {f: known[f] for f in files if f in known}
    missing = [] if options.known_only else [f for f in files if f not in known]
    for start in range(0, len(missing), 16):
        some = missing[start:start + 16]
        known.update(zip(some, pack.photos([archive.photo(f) for f in some]).numpy()))
    return known


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    out = options.out or options.work / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    pack = Pack(options.pack) if options.pack else None
    for name, (archive_name, cache, files) in sets(options.data).items():
        archive = data.Archive(options.data / archive_name)
        if not (out / f"{name}.npy").exists():
            pixels(archive, files, out / f"{name}.npy")
            (out / f"{name}.json").write_text(json.dumps(files))
        if pack and not (out / f"{name}.codes.npy").exists():
            known = vectors(pack, options, archive, cache, files)
            codes = np.zeros((len(files), len(pack.books)), np.uint8)
            there = np.array([f in known for f in files])
            codes[there] = pack.encode(torch.from_numpy(np.stack([known[f] for f in files if f in known]))).numpy()
            np.save(out / f"{name}.coded.npy", there)
            np.save(out / f"{name}.codes.npy", codes)
        print(f"{name}: {len(files)} photos", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=None, help="folder of the cache; WORK/pictures unless given")
    parser.add_argument("--pack", type=Path, default=None, help="a pack's folder: its codes stand beside the pixels")
    parser.add_argument("--known-only", action="store_true", help="encode no photo whose vector is not cached yet")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
