"""Vectors of a finished pack out of caches: what its encoders gave for photos and captions, so that codes can be trained without them.

Caches under WORK: evaluate/DIGEST/NAME.npz (files, x), as evaluate.py writes them, with crops-NAME-SEED.npz of random
crops; blocks_flickr8k.npy and blocks_loose.npy float16 [N, 2, 256] (turned blocks of all captions in the order of
read_flickr8k and read_captions; rows that are not there yet are zero).
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize

from gistpack import data
from gistpack.pack import Pack

SENTENCE = (1.0, 0.3)
DEVELOP_EVERY = 4


@dataclass(frozen=True)
class Retrieval:
    """Photos [N, D], five captions of each as queries [N, 5, D]."""

    x: torch.Tensor
    queries: torch.Tensor

    @property
    def flat(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Queries [5 N, D] and each one's photo."""
        return self.queries.flatten(0, 1), torch.arange(len(self.x)).repeat_interleave(self.queries.size(1))


class Vectors:
    """The caches of one pack."""

    def __init__(self, pack: Pack, folder: Path, work: Path):
        self.pack, self.data, self.work = pack, folder, work
        self.cache = work / "evaluate" / pack.image_digest[:16]

    def cached(self, name: str) -> dict[str, np.ndarray]:
        """File -> x of one cache; empty where there is none."""
        path = self.cache / f"{name}.npz"
        if not path.exists():
            return {}
        saved = np.load(path)
        return dict(zip(saved["files"].tolist(), saved["x"]))

    def flickr(self, split: str) -> Retrieval:
        """A split's photos and sentence queries."""
        known = self.cached(f"flickr8k-{split}")
        rows = [p for p in data.flickr8k(self.data) if p.split == split]
        blocks = np.load(self.work / "blocks_flickr8k.npy", mmap_mode="r")
        of_photo: dict[str, list[int]] = {}
        for i, row in enumerate(data.read_flickr8k(self.data)):
            of_photo.setdefault(row.photo, []).append(i)
        picked = np.array([[of_photo[p.file][k % len(of_photo[p.file])] for k in range(5)] for p in rows])
        texts = torch.from_numpy(blocks[picked.ravel()].astype(np.float32))
        queries = texts[:, 0] * SENTENCE[0] + texts[:, 1] * SENTENCE[1]
        queries = queries / (SENTENCE[0] ** 2 + SENTENCE[1] ** 2) ** 0.5
        return Retrieval(torch.from_numpy(np.stack([known[p.file] for p in rows])), queries.view(len(rows), 5, -1))

    def labelled(self, develop: bool) -> tuple[torch.Tensor, list[str], list[str]]:
        """x, sets and labels of the photos of photos.zip that may train; every fourth of them is for development alone."""
        known = self.cached("photos")
        left_out = data.left_out(self.data)
        rows = [p for p in data.labelled_photos(self.data)
                if p.file in known and p.file not in left_out and p.set not in data.NEVER_TRAINED]
        rows = [p for i, p in enumerate(rows) if (i % DEVELOP_EVERY == 0) == develop]
        return torch.from_numpy(np.stack([known[p.file] for p in rows])), [p.set for p in rows], [p.label for p in rows]

    def rooms(self) -> torch.Tensor:
        """x of the rooms of objects.zip."""
        known = self.cached("objects")
        return torch.from_numpy(np.stack([known[r["file"]] for r in data.objects(self.data) if r["set"] == "indoor"]))

    def crops(self) -> torch.Tensor:
        """x of the random crops that are cached, of photos that train."""
        known = self.cached("photos")
        left_out = data.left_out(self.data)
        rows = [p for p in data.labelled_photos(self.data)
                if p.file in known and p.file not in left_out and p.set not in data.NEVER_TRAINED]
        develop = {p.file for i, p in enumerate(rows) if i % DEVELOP_EVERY == 0}
        found = [torch.zeros(0, self.pack.books.size(2))]
        for path in sorted(self.cache.glob("crops-*.npz")):
            saved = np.load(path)
            found.append(torch.from_numpy(saved["x"][~np.isin(saved["files"], list(develop))]))
        return torch.cat(found)

    def moved_texts(self, count: int, photos: torch.Tensor, seed: int) -> torch.Tensor:
        """Captions as if they were photos: in the photos' coordinates, with their mean, spread and length."""
        blocks = np.load(self.work / "blocks_loose.npy", mmap_mode="r")
        there = np.flatnonzero(blocks[:, 0, 0])
        chosen = np.sort(np.random.default_rng(seed).choice(there, min(count, len(there)), replace=False))
        turn = self.turn()
        texts = torch.from_numpy(blocks[chosen].astype(np.float32)).sum(1) @ turn @ turn
        return to_photos(texts, photos)

    def turn(self) -> torch.Tensor:
        """The turn of the pack's image encoder: x = [joint | class] turn."""
        return dict(self.pack.images.named_buffers()).get("turn.weight.value", self.pack.images.turn.weight.value).T.float()


def to_photos(texts: torch.Tensor, photos: torch.Tensor) -> torch.Tensor:
    """Vectors [N, D] with the mean, the spread and the length that photos have."""
    moved = (texts - texts.mean(0)) / texts.std(0) * photos.std(0) + photos.mean(0)
    return moved * (photos.norm(dim=1).mean() / moved.norm(dim=1, keepdim=True))


def neighbours(x: torch.Tensor, count: int, block: int = 2048) -> torch.Tensor:
    """The nearest other rows by cosine, int64 [N, count]."""
    unit = normalize(x, dim=1)
    out = []
    for start in range(0, len(x), block):
        near = (unit[start:start + block] @ unit.T).topk(count + 1, dim=1).indices
        own = torch.arange(start, start + len(near))[:, None]
        keep = near != own
        keep[keep.all(1), -1] = False
        out.append(near[keep].view(-1, count))
    return torch.cat(out)


def varied(x: torch.Tensor, near: torch.Tensor, count: int, generator: torch.Generator) -> torch.Tensor:
    """New vectors [count, D]: one of x plus the difference of two of its neighbours, as long as before. They vary as
    photos vary that are alike, so that later stages learn more than the training photos' own remainders."""
    a = torch.randint(len(x), (count,), generator=generator)
    b, c = (near[a, torch.randint(near.size(1), (count,), generator=generator)] for _ in range(2))
    share = torch.empty(count, 1).uniform_(0.4, 1.0, generator=generator)
    made = x[a] + share * (x[b] - x[c])
    return made * (x[a].norm(dim=1, keepdim=True) / made.norm(dim=1, keepdim=True))
