#!/usr/bin/env python3
"""Makes the bank of sentences from which captions are inferred: WORK/captions/bank.npz.

The sentences are written by the pack's own language model. It is asked for nothing, for the codes of training photos, and for
texts that name objects, moved to the photos' side. A sentence is kept when it has 3 to 16 usual words, every pair of neighbouring
words stands in the captions that trained the model, and it is none of those captions itself (nor of any other set here).
The pack's text encoder makes their vectors; product quantisation makes 32 bytes of each. Each stage leaves its file under
WORK/captions and is not done again.
"""
import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path

import faiss
import numpy as np
import torch

import evaluate
from gistcodec import captions
from gistcodec.language_model import read_weights
from gistpack import data, objects
from gistpack.moved import moved
from gistpack.pack import Pack
from gistpack.sampler import FloatModel

HERE = Path(__file__).parent
BATCH = 2048
KINDS = {"nothing": (20, 0.8, 1), "photos": (32, 0.7, 2), "objects": (40, 0.7, 3)}  # batches, temperature, seed
TEMPLATES = ["a photo of a {}.", "a {} on a table.", "a {} outdoors.", "two {}s.", "a close up of a {}.", "a {} in the background.",
             "a {} indoors.", "a person with a {}.", "a white {}.", "a big {}."]
MORE = ("airliner jet bird seagull parrot macaw owl duck eagle ship sailboat canoe wine-bottle beer-bottle plate food flower tree building "
        "house beach mountain lake river street road bridge kitchen bathroom bedroom room office sign statue tower sky field forest garden "
        "shop market wall window door lamp shoe hat shirt guitar piano fish turtle snake lizard frog butterfly insect spider crab monkey "
        "lion tiger wolf fox deer rabbit squirrel pig goat helicopter tractor balloon parachute rocket tank gun tool box bag basket glass "
        "mirror computer camera radio wheel rock snow water ice fire grass leaf mushroom bread meat fruit vegetables cheese soup salad egg "
        "coffee tea candle toy doll ball").split()


class Filter:
    """Which sentences may stand in the bank, by all captions of the data folder."""

    def __init__(self, folder: Path):
        known = captions.read_captions(folder) + [row.text for row in captions.read_flickr8k(folder)]
        self.taken = {plain(text) for text in known}
        self.words, self.pairs = Counter(), Counter()
        for text in known:
            words = ["<", *words_of(text), ">"]
            self.words.update(words)
            self.pairs.update(zip(words, words[1:]))

    def keeps(self, text: str) -> bool:
        """Usual words, usual pairs, ordinary letters, and no caption that somebody wrote."""
        words = words_of(text)
        if not 3 <= len(words) <= 16 or len(text) > 90 or any(c.isdigit() or ord(c) > 126 for c in text):
            return False
        framed = ["<", *words, ">"]
        return (all(self.words[w] >= 20 for w in words) and plain(text) not in self.taken
                and all(self.pairs[p] >= 2 for p in zip(framed, framed[1:])))


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def neat(text: str) -> str:
    """A capital letter and a full stop."""
    return text[0].upper() + text[1:].rstrip(" .,") + "."


def sample(kind: str, options, pack: Pack, out: Path) -> None:
    """Draws sentences, one a line."""
    batches, temperature, seed = KINDS[kind]
    layer = next(l for l in pack.manifest["code"]["layers"] if l["kind"] == "caption")
    model = FloatModel(read_weights((pack.folder / layer["file"]).read_bytes()))
    given = None if kind == "nothing" else pack.encode(conditions(kind, options, pack), 8)
    generator, rng = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
    started = time.time()
    with open(out.with_suffix(".part"), "w", encoding="utf-8") as lines:
        for batch in range(batches):
            stages = 0 if given is None else int(rng.choice([2, 4, 8, 16] if kind == "photos" else [4, 8, 16]))
            x = torch.zeros(BATCH, pack.books.size(2))
            if stages:
                x = pack.decode(given[torch.from_numpy(rng.integers(0, len(given), BATCH))], stages)
            drawn = model.sample(x, torch.full((BATCH,), stages), temperature, generator)
            lines.writelines(text + "\n" for text in drawn if text)
            print(f"{kind}: {batch + 1}/{batches} batches, {time.time() - started:.0f} s", flush=True)
    out.with_suffix(".part").rename(out)


def conditions(kind: str, options, pack: Pack) -> torch.Tensor:
    """Vectors [N, D] that sentences are drawn for: training photos, or texts that name things."""
    train = [p.file for p in data.flickr8k(options.data) if p.split == "train"]
    photos = evaluate.vectors(pack, options, "flickr8k-train", "flickr8k.zip", train)
    if kind == "photos":
        indoor = [row["file"] for row in data.objects(options.data) if row["set"] == "indoor"]
        return torch.cat([photos, evaluate.vectors(pack, options, "objects", "objects.zip", indoor)])
    names = objects.read(HERE / "objects.txt").names * 2 + MORE
    asked = [t.format(n.replace("-", " ")) for n in names for t in TEMPLATES]
    usual = [row.text for row in captions.read_flickr8k(options.data) if row.split == "train"][:10000]
    return moved(pack, pack.blocks(usual + asked).numpy(), photos)[len(usual):]


def vectors(kind: str, options, pack: Pack, rules: Filter, folder: Path) -> None:
    """Sentences that are kept, and their blocks [N, 2, D], half floats."""
    texts = list(dict.fromkeys(l for l in (folder / f"sampled.{kind}.txt").read_text(encoding="utf-8").splitlines() if rules.keeps(l)))
    out = np.zeros((len(texts), 2, pack.books.size(2)), np.float16)
    order, started = np.argsort([len(t) for t in texts], kind="stable"), time.time()
    for at in range(0, len(order), 256):
        rows = order[at:at + 256]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bfloat16):
            out[rows] = pack.blocks([texts[i] for i in rows], 256).float().half().numpy()
        if at // 256 % 20 == 0:
            print(f"{kind}: {at}/{len(order)} vectors, {time.time() - started:.0f} s", flush=True)
    (folder / f"{kind}.json").write_text(json.dumps(texts))
    np.save(folder / f"{kind}.npy", out)


def choose(options, folder: Path) -> tuple[list[str], np.ndarray]:
    """The bank's sentences and their blocks: all kinds, each sentence once, at most ``--sentences``; of sentences that mean nearly
    the same (clusters of ``--spread``) the shortest are kept."""
    texts, blocks, taken = [], [], set()
    for kind in KINDS:
        if (folder / f"{kind}.npy").exists():
            stored = np.load(folder / f"{kind}.npy", mmap_mode="r")
            for i, text in enumerate(json.loads((folder / f"{kind}.json").read_text())):
                if plain(text) not in taken and stored[i, 0, 0] != 0:
                    taken.add(plain(text))
                    texts.append(text)
                    blocks.append(stored[i])
    blocks = np.stack(blocks)
    if len(texts) <= options.sentences:
        return texts, blocks
    q = queries(blocks, options.class_weight)
    means = faiss.Kmeans(q.shape[1], min(2000, len(q) // 30), niter=6, seed=1, max_points_per_centroid=60)
    means.train(q)
    cluster = means.index.search(q, 1)[1][:, 0]
    order = np.lexsort(([len(t) for t in texts], np.zeros(len(texts))))
    place, rank = np.zeros(len(texts), np.int64), Counter()
    for i in order:
        place[i] = rank[cluster[i]]
        rank[cluster[i]] += 1
    kept = np.sort(np.lexsort((np.arange(len(texts)), place))[:options.sentences])
    return [texts[i] for i in kept], blocks[kept]


def queries(blocks: np.ndarray, class_weight: float) -> np.ndarray:
    """Queries float32 [N, D] of blocks [N, 2, D], the class block at this weight, divided by the weights' length."""
    parts = blocks.astype(np.float32)
    return np.ascontiguousarray((parts[:, 0] + class_weight * parts[:, 1]) / np.float32(np.sqrt(1 + class_weight**2)))


def quantise(q: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Product codebooks int16 Q14 [M, 256, D / M] and codes uint8 [N, M]."""
    pq = faiss.ProductQuantizer(q.shape[1], size, 8)
    pq.cp.seed, pq.cp.niter, pq.cp.max_points_per_centroid = 1, 12, 80
    pq.train(q)
    books = np.clip(np.rint(faiss.vector_to_array(pq.centroids).reshape(size, 256, -1) * 16384), -32767, 32767)
    return books.astype(np.int16), pq.compute_codes(q)


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
    folder = options.work / "captions"
    folder.mkdir(parents=True, exist_ok=True)
    pack, rules = Pack(options.pack), None
    for kind in KINDS:
        if not (folder / f"sampled.{kind}.txt").exists():
            sample(kind, options, pack, folder / f"sampled.{kind}.txt")
        if not (folder / f"{kind}.npy").exists():
            rules = rules or Filter(options.data)
            vectors(kind, options, pack, rules, folder)
    texts, blocks = choose(options, folder)
    texts = [neat(text) for text in texts]
    order = np.argsort(np.array(texts), kind="stable")
    texts, q = [texts[i] for i in order], queries(blocks[order], options.class_weight)
    books, codes = quantise(q, options.code_bytes)
    np.savez(folder / "bank.npz", books=books, codes=codes, texts=np.array(texts), q=q.astype(np.float16), blocks=blocks[order])
    print(f"{len(texts)} sentences, {books.nbytes + codes.nbytes} bytes of codes")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True, help="a pack folder: its language model writes, its text encoder reads")
    parser.add_argument("--sentences", type=int, default=80000)
    parser.add_argument("--class-weight", type=float, default=1.0, help="weight of the class block in a sentence's vector")
    parser.add_argument("--code-bytes", type=int, default=32, help="bytes of a sentence's code")
    parser.add_argument("--bfloat16", action="store_true", help="vectors in bfloat16: twice as fast, cosines above 0.9999")
    parser.set_defaults(json=False)
    return parser.parse_args()


if __name__ == "__main__":
    main()
