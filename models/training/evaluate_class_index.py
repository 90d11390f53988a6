#!/usr/bin/env python3
"""Prints what a class number coded given the code costs, and how many labels are right with it, beside float and code alone.

Classes are the first words of the pack's glossary, asked as labels. Scale, step and the errors' covariance are
taken on Flickr8k's validation split and on the labelled photos that are held out (--choose prints the tries);
vectors come from evaluate.py's cache under --work, which must hold them.
"""
import argparse
from pathlib import Path

import numpy as np
import torch

from evaluate import READABLE, SEEN
from gistpack import codes, data
from gistpack.class_index import ClassIndex, covariance
from gistpack.figures import accuracy
from gistpack.pack import Pack
from gistpack.pack_vectors import Vectors
from train_codes import class_names, developed

SCALES = (15, 20, 30, 40, 50, 60, 80)
STEPS = ((0, 0), (40, 0), (80, 0), (160, 0), (40, 320), (80, 320), (80, 1000))


def queries(pack: Pack, path: Path, sets: dict[str, list[str]]) -> dict[str, np.ndarray]:
    """Label queries of sets of names, [L, D] each, out of a file as far as they are there."""
    saved = dict(np.load(path)) if path.exists() else {}
    for name, texts in sets.items():
        if name not in saved:
            saved[name], saved[name + "_names"] = pack.queries(texts, "label").numpy(), np.array(texts)
            np.savez(path, **saved)
    return saved


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    pack = Pack(options.pack)
    vectors = Vectors(pack, options.data, options.work)
    books = codes.read_rq(options.codebooks) if options.codebooks else pack.books
    photos = data.labelled_photos(options.data)
    by_set = {n: [p for p in photos if p.set == n and p.label not in data.NO_LABEL] for n in (*data.NEVER_TRAINED, *SEEN)}
    labels = {n: sorted({p.label for p in rows}) for n, rows in by_set.items()}
    held_out = sorted({label for label in vectors.labelled(True)[2] + vectors.labelled(False)[2]} - data.NO_LABEL)
    known = queries(pack, options.work / "code_label_queries.npz", {
        "thousand": class_names(pack), "dev": held_out, **{n: [READABLE.get(l, l) for l in own] for n, own in labels.items()}})
    val = torch.from_numpy(np.stack(list(vectors.cached("flickr8k-val").values())))
    found = codes.encode(val, books)
    table = torch.from_numpy(known["thousand"])
    for stages in (16,) if options.choose else (16, 8, 4):
        y = codes.decode(found, books, stages)
        index = ClassIndex(table, options.scale, options.step, covariance(val - y))
        print(f"{stages} bytes: {index.bits(y, index.of(val)).mean():.2f} bits a number on Flickr8k's validation split")
        if options.choose:
            tried = {s: ClassIndex(table, s, 0, index.errors).bits(y, index.of(val)).mean().item() for s in SCALES}
            print("  scale: " + ", ".join(f"{s}: {b:.2f}" for s, b in tried.items()))
        for name, x, asked, truth in developed(vectors, known, class_names(pack)) if options.choose else ():
            z = codes.decode(codes.encode(x, books), books, stages)
            tried = {f"{s}/{m}": accuracy(ClassIndex(table, options.scale, s, index.errors, m).moved(z, index.of(x)), asked, truth)
                     for s, m in STEPS}
            print(f"  {name}: float {accuracy(x, asked, truth):.1f}, step/longest " + ", ".join(f"{s}: {a:.1f}" for s, a in tried.items()), flush=True)
    if options.choose:
        return
    y = codes.decode(found, books, 16)
    index = ClassIndex(table, options.scale, options.step, covariance(val - y), options.longest)
    names = [*by_set, "imagenet-sample"]
    shares = []
    for name in names:
        cached = vectors.cached(name)
        rows = data.imagenet_sample(options.data) if name == "imagenet-sample" else by_set[name]
        rows = [(i, p) for i, p in enumerate(rows) if p.file in cached]
        x = torch.from_numpy(np.stack([cached[p.file] for _, p in rows]))
        asked = table if name == "imagenet-sample" else torch.from_numpy(known[name])
        truth = torch.tensor([i if name == "imagenet-sample" else labels[name].index(p.label) for i, p in rows])
        z = codes.decode(codes.encode(x, books), books, 16)
        exact, alone, told = (accuracy(v, asked, truth) for v in (x, z, index.moved(z, index.of(x))))
        shares.append((exact, alone, told))
        print(f"{name}: float {exact:.1f}, 16 bytes {alone:.1f}, with the number {told:.1f}; "
              f"{index.bits(z, index.of(x)).mean():.2f} bits", flush=True)
    exact, alone, told = (sum(s[i] for s in shares) for i in range(3))
    print(f"kept, mean of the sets: {100 * alone / exact:.1f} %, with the number {100 * told / exact:.1f} %")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder of the caches")
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--codebooks", type=Path, default=None, help="other codebooks than the pack's")
    parser.add_argument("--scale", type=float, default=40.0)
    parser.add_argument("--step", type=float, default=80.0)
    parser.add_argument("--longest", type=float, default=320.0, help="longest step, where the number is not the nearest class yet")
    parser.add_argument("--choose", action="store_true", help="tries on validation photos and nothing else")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
