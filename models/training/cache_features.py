#!/usr/bin/env python3
"""Caches the backbone's features of every photo, once, as half floats.

Writes under WORK/features/SET: index.json (files, labels, splits in row order) and, for each crop k,
map.k.npy float16 [N, 49, 320], mid.k.npy float16 [N, 608] and pooled.k.npy float16 [N, 1280].
Crop 0 is the centre crop that the product uses; crops 1.. are random and only for training.
Rows that are there are left alone, so an interrupted run goes on where it stopped.
"""
import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from gistpack import data, preprocess
from gistpack.backbone import GRID, MAP_WIDTH, MID_WIDTH, WIDTH, fast_trunk, load_lite0

SETS = {"flickr8k": "flickr8k.zip", "photos": "photos.zip",
        "imagenet-sample": "imagenet-sample.zip", "kodak": "kodak.zip"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the photo archives")
    parser.add_argument("--work", type=Path, required=True, help="folder for caches")
    parser.add_argument("--set", choices=[*SETS, "all"], default="all")
    parser.add_argument("--crops", type=int, default=1, help="crops a photo, the centre crop included")
    parser.add_argument("--first-crop", type=int, default=0, help="start at this crop")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def rows_of(name: str, folder: Path) -> list[dict]:
    """Row descriptions in cache order."""
    if name == "flickr8k":
        return [{"file": p.file, "split": p.split} for p in data.flickr8k(folder)]
    photos = {"photos": data.labelled_photos, "imagenet-sample": data.imagenet_sample,
              "kodak": data.kodak}[name](folder)
    return [{"file": p.file, "set": p.set, "label": p.label} for p in photos]


def trains(row: dict) -> bool:
    """Whether random crops of this photo may be cached: nothing that measures."""
    if "split" in row:
        return row["split"] == "train"
    return row["set"] not in data.NEVER_TRAINED + ("imagenet-sample", "kodak")


def cache_crop(name: str, crop: int, rows: list[dict], options, network, trunk) -> None:
    folder = options.work / "features" / name
    chosen = [i for i, r in enumerate(rows) if trains(r)]
    if crop == 0:
        chosen += [i for i, r in enumerate(rows) if not trains(r)]
    if not chosen or (folder / f"pooled.{crop}.npy").exists():
        return
    archive = data.Archive(options.data / SETS[name])
    shapes = {"map": (GRID * GRID, MAP_WIDTH), "mid": (MID_WIDTH,), "pooled": (WIDTH,)}
    out = {key: _open(folder / f"{key}.{crop}.part.npy", (len(rows), *shape)) for key, shape in shapes.items()}
    chosen = [i for i in chosen if not out["pooled"][i].any()]

    def load(indices):
        images = []
        for i in indices:
            photo = archive.photo(rows[i]["file"])
            if crop == 0:
                images.append(preprocess.pixels(photo))
            else:
                images.append(preprocess.augmented(photo, np.random.default_rng([options.seed, crop, i])))
        return indices, torch.from_numpy(preprocess.normalise(np.stack(images)))

    chosen = chosen or [0]
    batches = [chosen[i:i + options.batch] for i in range(0, len(chosen), options.batch)]
    started = time.time()
    with ThreadPoolExecutor(1) as loader, torch.no_grad():
        coming = loader.submit(load, batches[0])
        for number, _ in enumerate(batches):
            indices, x = coming.result()
            if number + 1 < len(batches):
                coming = loader.submit(load, batches[number + 1])
            x = x.to(options.device, torch.bfloat16, memory_format=torch.channels_last)
            maps, mid = (t.float() for t in trunk(x))
            out["map"][indices] = maps.flatten(2).transpose(1, 2).half().cpu().numpy()
            out["mid"][indices] = mid.half().cpu().numpy()
            out["pooled"][indices] = network.head(maps).mean((2, 3)).half().cpu().numpy()
            if number % 20 == 0 or number + 1 == len(batches):
                done = min((number + 1) * options.batch, len(chosen))
                print(f"{name} crop {crop}: {done}/{len(chosen)} photos, "
                      f"{(time.time() - started) / done * 1000:.1f} ms each", flush=True)
    for key in ("map", "mid", "pooled"):
        out[key].flush()
        (folder / f"{key}.{crop}.part.npy").rename(folder / f"{key}.{crop}.npy")


def _open(path: Path, shape: tuple[int, ...]) -> np.memmap:
    """The file of an interrupted run, or a new one full of zeros."""
    if path.exists():
        return np.lib.format.open_memmap(path, "r+")
    return np.lib.format.open_memmap(path, "w+", np.float16, shape)


def main() -> None:
    options = arguments()
    network = load_lite0().to(options.device)
    trunk = fast_trunk(network, options.device)
    for name in SETS if options.set == "all" else [options.set]:
        rows = rows_of(name, options.data)
        folder = options.work / "features" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.json").write_text(json.dumps(rows))
        for crop in range(options.first_crop, options.crops):
            cache_crop(name, crop, rows, options, network, trunk)


if __name__ == "__main__":
    main()
