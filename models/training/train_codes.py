#!/usr/bin/env python3
"""Trains codebooks through the quantiser on cached vectors of a finished pack, whose encoders stay as they are.

    train_codes.py --data DATA --work WORK --pack PACK --out WORK/base2
    train_codes.py --data DATA --work WORK --pack PACK --out WORK/base2 --maps          # last linear maps of both sides, too

First k-means on the training photos and on vectors that vary as photos do that are alike (pack_vectors.varied), stage by
stage; then all codewords together by gradient steps. Each step codes its batch anew with the present codebooks, so
gradients belong to the codes that are used. The loss, for each of the prefixes 2, 4, 8 and 16: finding the photo of a caption in the batch and
the caption of a photo, divergence from what the float vectors say of captions and of labels, squared error. With --maps the
vectors and the queries pass a matrix each, which start as identities and learn through the quantiser straight through; they can
be folded into the image encoder's turn and the text encoder's last layer. A checkpoint is written now and then;
--resume goes on from it. Everything is chosen on Flickr8k's validation split and on labelled photos held out for it.
"""
import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, normalize, softmax

from gistpack import codes
from gistpack.figures import accuracy, retrieval
from gistpack.pack import Pack
from gistpack.pack_vectors import Retrieval, Vectors, neighbours, varied
from train_codebooks import fit

PREFIXES = (2, 4, 8, 16)


class Maps(torch.nn.Module):
    """What both sides pass before codes and scores: x A and q B. Identities unless they are trained."""

    def __init__(self, width: int):
        super().__init__()
        self.photo = torch.nn.Parameter(torch.zeros(width, width))
        self.text = torch.nn.Parameter(torch.zeros(width, width))

    def photos(self, x: torch.Tensor) -> torch.Tensor:
        return x + x @ self.photo

    def texts(self, q: torch.Tensor) -> torch.Tensor:
        return q + q @ self.text


class Straight(torch.autograd.Function):
    """Takes the code's vector forward; gradients go to it and, unchanged, to the vector that was coded."""

    @staticmethod
    def forward(context, coded, exact):
        return coded.clone()

    @staticmethod
    def backward(context, gradient):
        return gradient, gradient


def divergence(scores: torch.Tensor, exact: torch.Tensor) -> torch.Tensor:
    """Of what scores [B, N] say from what the exact ones say, over N."""
    return kl_div(log_softmax(scores, 1), softmax(exact, 1), reduction="batchmean")


def loss_of(books, maps, photos, captions, others, labels, options):
    """photos [B, D] with a caption's query each [B, D]; others [C, D] are vectors for squared error and labels [L, D]."""
    count = len(photos)
    given = torch.cat([photos, others])
    x = maps.photos(given)
    found = codes.encode(x.detach(), books.detach(), options.beam)
    q, asked = maps.texts(captions), maps.texts(labels)
    truth = torch.arange(count)
    exact = options.scale * captions @ normalize(photos, dim=1).T
    exact_labels = options.label_scale * normalize(given, dim=1) @ labels.T
    total = torch.zeros(())
    versions = [(n, options.weights[i]) for i, n in enumerate(PREFIXES)]
    if options.maps:
        versions.append((0, options.keep))
    for n, weight in versions:
        y = Straight.apply(codes.decode(found, books, n), x) if n else x
        unit = normalize(y, dim=1)
        scores = options.scale * q @ unit[:count].T
        ranking = options.own * (cross_entropy(scores, truth) + cross_entropy(scores.T, truth)) / 2
        ranking = ranking + options.likeness * (divergence(scores, exact) + divergence(scores.T, exact.T)) / 2
        ranking = ranking + options.labels * divergence(options.label_scale * unit @ asked.T, exact_labels)
        error = (y - x.detach()).pow(2).sum(1).mean() if n else torch.zeros(())
        total = total + weight * (ranking + options.error * error)
    if options.maps:
        total = total + options.stay * (maps.photo.pow(2).sum() + maps.text.pow(2).sum())
    return total


@torch.no_grad()
def report(name: str, books: torch.Tensor, maps: Maps, split: Retrieval, develop, beam: int = 8) -> dict[str, float]:
    """R@10 of each prefix as a share of the pack's own float vectors', squared error, accuracy on held-out labelled photos."""
    queries, owner = split.flat
    own = retrieval(split.x, queries, owner, (10,))
    x, q = maps.photos(split.x), maps.texts(queries)
    exact = retrieval(x, q, owner, (10,))
    found = codes.encode(x, books, beam)
    out = {"float_t2i": exact["t2i_10"], "float_i2t": exact["i2t_10"]}
    parts = [f"float {exact['t2i_10']:.1f}/{exact['i2t_10']:.1f}"]
    for n in (4, 8, 16):
        y = codes.decode(found, books, n)
        kept = retrieval(y, q, owner, (10,))
        out[f"kept_{n}"], out[f"i2t_{n}"] = 100 * kept["t2i_10"] / own["t2i_10"], kept["i2t_10"]
        parts.append(f"{n}: {out[f'kept_{n}']:.1f} (i2t {kept['i2t_10']:.1f}, error {(x - y).pow(2).sum(1).mean():.3f})")
    for set_name, photos, labels, truth in develop:
        z, asked = maps.photos(photos), maps.texts(labels)
        coded = codes.decode(codes.encode(z, books, beam), books, 16)
        a, b, c = (accuracy(v, w, truth) for v, w in ((photos, labels), (z, asked), (coded, asked)))
        out[f"float_{set_name}"], out[f"labels_{set_name}"] = b, 100 * c / a
        parts.append(f"{set_name} {a:.1f} {b:.1f} {c:.1f}")
    print(f"{name}: " + ", ".join(parts), flush=True)
    return out


def developed(vectors: Vectors, queries: dict[str, np.ndarray], names: list[str]) -> list:
    """Held-out labelled photos, each set with its own labels, and mini-ImageNet and Imagenette among 1,000 class names."""
    x, sets, labels = vectors.labelled(True)
    dev_names = queries["dev_names"].tolist()
    dev = torch.from_numpy(queries["dev"])
    out = []
    for name in ("imagenette", "miniimagenet", "pacs"):
        rows = [i for i, s in enumerate(sets) if s == name and labels[i] in dev_names]
        own = sorted({labels[i] for i in rows})
        out.append((name, x[rows], dev[[dev_names.index(l) for l in own]], torch.tensor([own.index(labels[i]) for i in rows])))
    place = {name.lower(): i for i, name in reversed(list(enumerate(names)))}
    rows = [i for i, s in enumerate(sets) if s in ("imagenette", "miniimagenet") and labels[i].lower() in place]
    out.append(("thousand", x[rows], torch.from_numpy(queries["thousand"]), torch.tensor([place[labels[i].lower()] for i in rows])))
    return out


def class_names(pack: Pack) -> list[str]:
    """First word of each class of the glossary."""
    lines = (pack.folder / pack.server["queries"]["label"]["glossary"]).read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0].split(", ")[0] for line in lines if line and not line.startswith("#")]


def label_queries(vectors: Vectors, path: Path) -> dict[str, np.ndarray]:
    """Queries of the 1,000 class names, the 402 labels of the pack and the held-out photos' labels; cached in a file."""
    saved = dict(np.load(path)) if path.exists() else {}
    if not {"thousand", "attributes", "dev"} <= saved.keys():
        pack = vectors.pack
        attributes = json.loads((pack.folder / "labels.json").read_text(encoding="utf-8"))["labels"]
        labels = sorted({label for develop in (True, False) for label in vectors.labelled(develop)[2]} - {"", "Not sure", "Other", "Skip"})
        for name, texts in (("thousand", class_names(pack)), ("attributes", [a["name"] for a in attributes]), ("dev", labels)):
            if name not in saved:
                saved[name], saved[name + "_names"] = pack.queries(texts, "label").numpy(), np.array(texts)
                np.savez(path, **saved)
    return saved


def save(path: Path, state: dict) -> None:
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    vectors = Vectors(Pack(options.pack), options.data, options.work)
    queries = label_queries(vectors, options.work / "code_label_queries.npz")
    train, val = vectors.flickr("train"), vectors.flickr("val")
    photos = torch.cat([train.x, vectors.labelled(False)[0], vectors.rooms(), vectors.crops()])
    near = neighbours(photos, 10)
    generator = torch.Generator().manual_seed(options.seed)
    labels = torch.cat([torch.from_numpy(queries["thousand"]), torch.from_numpy(queries["attributes"])])
    develop = developed(vectors, queries, class_names(vectors.pack))
    maps = Maps(photos.size(1))
    report("the pack's codebooks", vectors.pack.books, maps, val, develop)
    start = options.start or options.out / "kmeans.pt"
    if not start.exists():
        x = torch.cat([photos, varied(photos, near, options.varied, generator)])
        save(start, {"books": fit(x, codes.STAGES, options.rounds, options.fit_beam, options.seed)})
    saved = torch.load(start, weights_only=True)
    books = torch.nn.Parameter(saved["books"] if isinstance(saved, dict) else saved)
    report("k-means", books.detach(), maps, val, develop)
    groups = [{"params": [books], "rate": options.rate}]
    if options.maps:
        groups.append({"params": list(maps.parameters()), "rate": options.map_rate})
    optimiser = torch.optim.Adam(groups)
    checkpoint = options.out / "checkpoint.pt"
    first = 0
    if options.resume:
        saved = torch.load(checkpoint, weights_only=True)
        books.data.copy_(saved["books"])
        maps.load_state_dict(saved["maps"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    started = time.time()
    for step in range(first, options.steps):
        draw = torch.Generator().manual_seed(options.seed * 1_000_003 + step)
        for group in optimiser.param_groups:
            group["lr"] = group["rate"] * (1 - step / options.steps)
        rows = torch.randint(len(train.x), (options.batch,), generator=draw)
        captions = train.queries[rows, torch.randint(5, (options.batch,), generator=draw)]
        seen = train.x[rows] + options.noise * (photos[near[rows, pick(rows, near, draw)]] - photos[near[rows, pick(rows, near, draw)]])
        some = photos[torch.randint(len(photos), (options.others // 4,), generator=draw)]
        others = torch.cat([some, varied(photos, near, options.others - len(some), draw)])
        loss = loss_of(books, maps, seen, captions, others, labels, options)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 25 == 0 or step + 1 == options.steps:
            print(f"{step + 1}/{options.steps} {time.time() - started:.0f} s loss {loss.item():.4f}", flush=True)
        if (step + 1) % options.every == 0 or step + 1 == options.steps:
            save(checkpoint, {"books": books.detach(), "maps": maps.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1})
            figures = report(f"step {step + 1}", books.detach(), maps, val, develop)
            with open(options.out / "log.jsonl", "a", encoding="utf-8") as log:
                log.write(json.dumps({"step": step + 1, "options": {k: str(v) for k, v in vars(options).items()}, **figures}) + "\n")
    integers = codes.to_integers(books.detach())
    report("int16", torch.from_numpy(integers.astype(np.float32)) / codes.Q14, maps, val, develop)
    codes.write_rq(integers, options.out / "codebooks.bin")
    save(options.out / "trained.pt", {"books": books.detach(), "maps": maps.state_dict()})


def pick(rows: torch.Tensor, near: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """One neighbour's place for each row."""
    return torch.randint(near.size(1), (len(rows),), generator=generator)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder of the caches")
    parser.add_argument("--pack", type=Path, required=True, help="the pack whose vectors are cached")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, default=None, help="first codebooks; OUT/kmeans.pt unless given, made where it is missing")
    parser.add_argument("--varied", type=int, default=60_000, help="vectors made for k-means")
    parser.add_argument("--rounds", type=int, default=8, help="k-means rounds a stage")
    parser.add_argument("--fit-beam", type=int, default=4)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--every", type=int, default=100, help="steps between checkpoints and reports")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--batch", type=int, default=512, help="photos with a caption a step")
    parser.add_argument("--others", type=int, default=512, help="photos and made vectors without a caption a step")
    parser.add_argument("--noise", type=float, default=0.5, help="share of the difference of two neighbours that is added to a photo with a caption")
    parser.add_argument("--beam", type=int, default=4, help="width of the beam search in training")
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--maps", action="store_true", help="train the last linear maps of both sides, too")
    parser.add_argument("--map-rate", type=float, default=2e-4)
    parser.add_argument("--keep", type=float, default=1.0, help="weight of the float vectors' own loss with --maps")
    parser.add_argument("--stay", type=float, default=0.02, help="weight of the maps' squares")
    parser.add_argument("--weights", type=float, nargs=4, default=(0.3, 1.0, 1.0, 1.5), help="of the prefixes of 2, 4, 8 and 16 bytes")
    parser.add_argument("--own", type=float, default=0.5, help="weight of finding each caption's photo")
    parser.add_argument("--likeness", type=float, default=3.0, help="weight of the divergence from the float's ranking")
    parser.add_argument("--labels", type=float, default=0.5, help="weight of the divergence from what the float states of labels")
    parser.add_argument("--error", type=float, default=3.0, help="weight of the squared error")
    parser.add_argument("--scale", type=float, default=20.0)
    parser.add_argument("--label-scale", type=float, default=30.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
