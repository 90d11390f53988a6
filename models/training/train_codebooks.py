#!/usr/bin/env python3
"""Fits the residual codebooks on the final vectors, tunes them for ranking, and writes codebooks.bin.

First k-means stage by stage on beam-searched residuals; then all codewords together: squared error of the prefixes
1, 2, 4, 8 and 16, a softmax over the photos of a batch for each of their captions, and the divergence of the codes' ranking
from the float vectors' ranking. Vectors: all crops of the training photos, the labelled photos that may train, and
captions moved across the gap between the two modalities. Writes WORK/codes/codebooks.bin and books.pt;
a WORK/codes/kmeans.pt that is there is taken as it is: delete it when the vectors have changed.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, normalize, softmax

import fit_turn
from gistpack import codes, data, space, vocabulary
from gistpack.figures import retrieval


def training_vectors(work: Path, texts: int, seed: int) -> torch.Tensor:
    """Vectors float [N, 256] of everything that may train."""
    folder = work / "final"
    split = np.array([r["split"] for r in json.loads((work / "features" / "flickr8k" / "index.json").read_text())])
    sets = np.array([r["set"] for r in json.loads((work / "features" / "photos" / "index.json").read_text())])
    parts = [np.load(p)[split == "train"] for p in sorted(folder.glob("flickr8k.*.npy"))]
    allowed = ~np.isin(sets, data.NEVER_TRAINED)
    parts += [np.load(p)[allowed] for p in sorted(folder.glob("photos.*.npy"))]
    photos = torch.from_numpy(np.concatenate(parts))
    photos = photos[photos.abs().sum(1) > 0]
    return torch.cat([photos, moved_texts(work, texts, photos, seed)[0]])


def moved_texts(work: Path, count: int, photos: torch.Tensor, seed: int) -> tuple[torch.Tensor, np.ndarray]:
    """Captions as if they were photos: in the photos' coordinates, with their mean, spread and length; and their rows."""
    path = work / "final" / "text_loose.npy"
    if count == 0 or not path.exists():
        return photos[:0], np.zeros(0, np.int64)
    blocks = np.load(path, mmap_mode="r")
    there = np.where(blocks[:, 0, 0] != 0)[0]
    chosen = np.sort(np.random.default_rng(seed).choice(there, min(count, len(there)), replace=False))
    turn = torch.load(work / "joint" / "turn.pt")["turn"]
    texts = torch.from_numpy(blocks[chosen].astype(np.float32)).sum(1) @ turn @ turn
    moved = (texts - texts.mean(0)) / texts.std(0) * photos.std(0) + photos.mean(0)
    return moved * (photos.norm(dim=1).mean() / moved.norm(dim=1, keepdim=True)), chosen


def fit(x: torch.Tensor, stages: int, rounds: int, beam: int, seed: int, earlier: torch.Tensor | None = None) -> torch.Tensor:
    """Stage by stage: k-means on the best residuals, then each vector's ``beam`` best continuations go on.

    ``earlier`` codebooks of nearly the same vectors are a start that needs fewer rounds.
    """
    generator = torch.Generator().manual_seed(seed)
    books = torch.zeros(stages, codes.CODEWORDS, x.size(1))
    residuals = x[:, None, :]
    for s in range(stages):
        books[s] = codes.kmeans(residuals[:, 0], codes.CODEWORDS, rounds, generator, None if earlier is None else earlier[s])
        residuals = torch.cat([go_on(part, books[s], beam) for part in residuals.split(4096)])
        print(f"stage {s + 1}: squared error {residuals[:, 0].pow(2).sum(1).mean().item():.4f}", flush=True)
    return books


def go_on(residuals: torch.Tensor, book: torch.Tensor, beam: int) -> torch.Tensor:
    """The best continuations of each vector's beam, best first: [N, b, D] -> [N, beam, D]."""
    n, width, d = residuals.shape
    error = residuals.pow(2).sum(2, keepdim=True) - 2 * residuals @ book.T + book.pow(2).sum(1)
    best = error.flatten(1).topk(beam, largest=False).indices
    parent, word = best // book.size(0), best % book.size(0)
    return residuals.gather(1, parent[:, :, None].expand(-1, -1, d)) - book[word]


def likeness(scale: float, codes_side: torch.Tensor, float_side: torch.Tensor, queries: torch.Tensor) -> torch.Tensor:
    """Divergence, over the queries [L, D], of what codes [B, D] say from what their vectors [B, D] say."""
    exact = softmax(scale * normalize(float_side, dim=1) @ queries.T, 1)
    return kl_div(log_softmax(scale * normalize(codes_side, dim=1) @ queries.T, 1), exact, reduction="batchmean")


def tune(books: torch.Tensor, x: torch.Tensor, photos: torch.Tensor, queries: torch.Tensor, labels: torch.Tensor,
         options) -> torch.Tensor:
    """Gradient steps on the codewords with codes refreshed now and then.

    x float [N, D] for the squared error and for the labels float [L, D]; photos float [P, D] with queries float [P, 5, D] for the ranking.
    """
    books = torch.nn.Parameter(books.clone())
    optimiser = torch.optim.Adam([books], lr=options.rate)
    generator = torch.Generator().manual_seed(options.seed)
    started = time.time()
    near = found = found_photos = None
    for step in range(options.steps):
        for group in optimiser.param_groups:
            group["lr"] = options.rate * (1 - step / options.steps)
        if step % options.refresh == 0:
            x = x[torch.randperm(len(x), generator=generator)]
            near = x[: options.sample]
            found = codes.encode(near, books.detach(), options.refresh_beam)
            found_photos = codes.encode(photos, books.detach(), options.refresh_beam)
        some = torch.randint(len(near), (2048,), generator=generator)
        rows = torch.randint(len(photos), (1024,), generator=generator)
        q = queries[rows, torch.randint(queries.size(1), (len(rows),), generator=generator)]
        truth = torch.arange(len(rows))
        exact = options.scale * q @ normalize(photos[rows], dim=1).T
        loss = torch.zeros(())
        for n in codes.CHECKPOINTS:
            coded = codes.decode(found[some], books, n)
            error = (near[some] - coded).pow(2).sum(1).mean()
            y = normalize(codes.decode(found_photos[rows], books, n), dim=1)
            scores = options.scale * q @ y.T
            ranking = options.own * cross_entropy(scores, truth) + options.likeness * kl_div(
                log_softmax(scores, 1), softmax(exact, 1), reduction="batchmean")
            loss = loss + options.error * error + ranking
            if options.labels > 0:
                half = slice(0, len(some) // 2)
                loss = loss + options.labels * likeness(options.label_scale, coded[half], near[some][half], labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 20 == 0 or step + 1 == options.steps:
            print(f"tune {step}/{options.steps} {time.time() - started:.0f} s loss {loss.item():.4f}", flush=True)
    return books.detach()


def report(name: str, books: torch.Tensor, photos: torch.Tensor, texts: torch.Tensor, owner: torch.Tensor) -> None:
    """Recall at 10 of the validation split for each prefix, as a share of the float's."""
    found = codes.encode(photos, books)
    exact = retrieval(photos, texts, owner)["t2i_10"]
    parts = [f"float {exact:.1f}"]
    for n in codes.CHECKPOINTS:
        recall = retrieval(codes.decode(found, books, n), texts, owner)["t2i_10"]
        parts.append(f"{n} bytes {recall:.1f} ({100 * recall / exact:.1f} %)")
    print(f"{name}: val t2i_10 " + ", ".join(parts), flush=True)


def flickr(work: Path, split: str, class_weight: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Centre-crop photos [N, D] of a split, its captions as queries [M, D], and each caption's row among the photos."""
    rows = json.loads((work / "features" / "flickr8k" / "index.json").read_text())
    chosen = np.array([i for i, r in enumerate(rows) if r["split"] == split])
    owner = np.array([d["photo"] for d in json.loads((work / "text" / "flickr8k.json").read_text())])
    captions = np.isin(owner, chosen)
    place = {row: i for i, row in enumerate(chosen)}
    photos = torch.from_numpy(np.load(work / "final" / "flickr8k.0.npy")[chosen])
    blocks = torch.from_numpy(np.load(work / "final" / "text_flickr8k.npy")[captions].astype(np.float32))
    return photos, space.query(blocks, class_weight), torch.tensor([place[o] for o in owner[captions]])


def label_queries(options) -> torch.Tensor:
    """Queries [L, D] of the backbone's classes, in the turned space; none where labels do not count."""
    if options.labels == 0:
        return torch.zeros(0, space.DIMENSION)
    encoder = space.load(options.work)[1]
    tokenizer = vocabulary.wordpiece(options.work / "joint" / "vocabulary.txt")
    names = [p.label for p in data.imagenet_sample(options.data)]
    with torch.no_grad():
        return encoder.back(fit_turn.label_queries(encoder, tokenizer, names, options.label_weight))


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    out = options.work / "codes"
    out.mkdir(exist_ok=True)
    x = training_vectors(options.work, options.texts, options.seed)
    print(f"{len(x)} training vectors", flush=True)
    val = flickr(options.work, "val", options.class_weight)
    started = out / "kmeans.pt"
    if not started.exists():
        earlier = torch.load(options.start) if options.start else None
        torch.save(fit(x, codes.STAGES, options.rounds, options.fit_beam, options.seed, earlier), started)
    books = torch.load(started)
    report("k-means", books, *val)
    photos, texts, owner = flickr(options.work, "train", options.class_weight)
    five = torch.stack([texts[owner == i][torch.arange(5) % int((owner == i).sum())] for i in range(len(photos))])
    books = tune(books, x, photos, five, label_queries(options), options)
    report("tuned", books, *val)
    integers = codes.to_integers(books)
    report("int16", torch.from_numpy(integers.astype(np.float32)) / codes.Q14, *val)
    torch.save(books, out / "books.pt")
    codes.write_rq(integers, out / "codebooks.bin")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="read for the names of labels alone")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=100_000, help="captions moved to the photos' side")
    parser.add_argument("--rounds", type=int, default=12, help="k-means rounds a stage")
    parser.add_argument("--start", type=Path, default=None, help="a kmeans.pt of nearly the same vectors to start from")
    parser.add_argument("--fit-beam", type=int, default=4)
    parser.add_argument("--refresh-beam", type=int, default=6)
    parser.add_argument("--steps", type=int, default=160)
    parser.add_argument("--refresh", type=int, default=40, help="steps between two encodings of the training vectors")
    parser.add_argument("--sample", type=int, default=12_000, help="vectors encoded for the squared error at each refresh")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--error", type=float, default=2.0, help="weight of the squared error")
    parser.add_argument("--likeness", type=float, default=2.0, help="weight of the divergence from the float ranking")
    parser.add_argument("--own", type=float, default=1.0, help="weight of finding the photo of each caption")
    parser.add_argument("--labels", type=float, default=0.0, help="weight of the divergence from what the float states of labels")
    parser.add_argument("--label-scale", type=float, default=30.0, help="scores of labels are multiplied by this in the softmax")
    parser.add_argument("--label-weight", type=float, default=4.0, help="weight of the class block in label queries")
    parser.add_argument("--scale", type=float, default=20.0, help="scores are multiplied by this in the softmax")
    parser.add_argument("--class-weight", type=float, default=0.3, help="weight of the class block in sentence queries")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
