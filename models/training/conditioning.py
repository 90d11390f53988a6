"""What each caption is conditioned on: nothing, a vector of its photo, or vectors of texts.

A photo's caption is given the photo's own vector. A caption without a photo is given the mean of the
vectors of other captions of its photo where there are some, else the vector of its own text, moved by the
difference of the means of photos and texts and blurred with noise, which closes the gap between the two
kinds (CapDec, Nukrai, Mokady and Globerson 2022). The vector is then coded with the codebooks, a random
number of stages is kept, and a share of the captions is given nothing at all, so that one model serves
every length of the code.

The vectors' folder holds: image_vectors.npz (vectors [P, D], files [P]), text_flickr8k.npy [40455, D];
optionally text_loose.npy [264886, D] (both in the order of the caption files; captions without a vector, or with
one of zeros, are given nothing), crop_vectors.npy [K, P, D], more crops of the photos, and codebooks.bin; without it codewords are fitted here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import numpy as np
import torch

from gistcodec import bpe, captions, quantizer
from gistcodec.bpe import Bpe

SHARE_OF_NOTHING = 0.25
SHARE_OF_ALL_STAGES = 0.4


@dataclass(frozen=True)
class Corpus:
    """All captions in one list: first captions.tsv.xz in file order, then Flickr8k in file order.

    tokens: ids per caption, without the end; chars [N]: characters per caption; part: rows for what use;
    loose: how many rows come from captions.tsv.xz.
    """

    texts: list[str]
    tokens: list[list[int]]
    chars: np.ndarray
    photos: list[str]
    loose: int
    part: dict[str, np.ndarray]
    bpe: Bpe


def load_corpus(data: Path, tokeniser: Path, vocabulary: int) -> Corpus:
    """Reads every caption; learns the tokeniser from the training texts unless the file is there."""
    loose = captions.read_captions(data)
    flickr = captions.read_flickr8k(data)
    train, held_out = captions.split_held_out(loose)
    texts = loose + [row.text for row in flickr]
    part = {"text": np.array(train), "held_out": np.array(held_out)}
    for split in ("train", "val", "test"):
        part[split] = len(loose) + np.array([i for i, row in enumerate(flickr) if row.split == split])
    if tokeniser.exists():
        learnt = Bpe([tuple(pair) for pair in json.loads(tokeniser.read_text())])
    else:
        learnt = bpe.train([texts[i] for i in np.concatenate([part["text"], part["train"]])], vocabulary)
        tokeniser.write_text(json.dumps(learnt.merges))
    tokens = [learnt.encode(text) for text in texts]
    chars = np.array([len(text) for text in texts])
    return Corpus(texts, tokens, chars, [row.photo for row in flickr], len(loose), part, learnt)


class Conditioning:
    """Draws what training and measuring are conditioned on; without a folder of vectors, nothing."""

    def __init__(self, corpus: Corpus, vectors: Path | None, seed: int, photo_share: int = 1):
        self.corpus = corpus
        self.training_rows = np.concatenate([corpus.part["text"]] + [corpus.part["train"]] * photo_share)
        self.vectors = Vectors(corpus, vectors, seed) if vectors is not None else None
        self.width = self.vectors.width if self.vectors else 256

    def draw(self, rows: np.ndarray, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns x [B, D] and stages [B] to train the captions `rows` with."""
        if self.vectors is None:
            return self.given(rows, 0)
        most = self.vectors.stages
        stages = rng.integers(1, most + 1, len(rows))
        stages[rng.random(len(rows)) < SHARE_OF_ALL_STAGES] = most
        stages[rng.random(len(rows)) < SHARE_OF_NOTHING] = 0
        stages[~self.vectors.known(rows)] = 0
        return self.vectors.quantised(self.vectors.blurred(rows, rng), stages)

    def given(self, rows: np.ndarray, stages: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns x [B, D] and stages [B] for measuring: the photo's own vector, without noise."""
        counts = np.full(len(rows), stages)
        if stages == 0:
            return torch.zeros(len(rows), self.width), torch.from_numpy(counts)
        return self.vectors.quantised(self.vectors.of_photos(rows), counts)

    def measured(self) -> Iterator[tuple[str, np.ndarray, int]]:
        """Yields (name, rows, stages) of what is measured while training."""
        for part in ("val", "held_out"):
            yield f"{part} alone", np.random.default_rng(7).permutation(self.corpus.part[part]), 0
        for stages in (1, 4, 16) if self.vectors else ():
            yield f"val given {stages}", np.random.default_rng(7).permutation(self.corpus.part["val"]), stages


class Vectors:
    """Unit vectors [., D] of photos and texts, and the quantiser's codewords [M, K, D]."""

    def __init__(self, corpus: Corpus, folder: Path, seed: int):
        images = np.load(folder / "image_vectors.npz")
        row_of = {name: i for i, name in enumerate(images["files"])}
        self.loose = corpus.loose
        self.photos = images["vectors"].astype(np.float32)
        self.photo_of = np.array([row_of[name] for name in corpus.photos])
        crops = folder / "crop_vectors.npy"
        self.crops = np.load(crops).astype(np.float16) if crops.exists() else self.photos[None]
        loose, own = folder / "text_loose.npy", np.load(folder / "text_flickr8k.npy").astype(np.float16)
        unknown = np.zeros((corpus.loose, own.shape[1]), np.float16)
        self.texts = np.concatenate([np.load(loose).astype(np.float16) if loose.exists() else unknown, own])
        self.has_text = np.abs(self.texts[:, :16]).sum(1) > 0
        self.siblings = _siblings(corpus, self.has_text)
        train = corpus.part["train"]
        train_photos = np.unique(self.photo_of[train - self.loose])
        self.shift = self.photos[train_photos].mean(0) - self.texts[train].astype(np.float32).mean(0)
        self.width = self.photos.shape[1]
        self.noise = self._gap(train)
        file = folder / "codebooks.bin"
        if file.exists():
            self.codewords = torch.from_numpy(quantizer.read_codebooks(file.read_bytes()) / np.float32(16384))
        else:
            self.codewords = fit_codewords(self._sample(corpus, train_photos, seed), seed=seed)
        self.stages = len(self.codewords)
        print(f"vectors of {folder}: {len(self.photos)} photos, noise {self.noise}, {self.stages} stages", flush=True)

    def known(self, rows: np.ndarray) -> np.ndarray:
        """Returns which rows [B] have a vector at all."""
        return (rows >= self.loose) | self.has_text[rows] | (self.siblings[rows, 1] >= 0)

    def of_photos(self, rows: np.ndarray) -> np.ndarray:
        """Returns the photos' own vectors [B, D] of Flickr8k rows."""
        return self.photos[self.photo_of[rows - self.loose]]

    def blurred(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Returns vectors [B, D] to train with: photos where there are some, else texts."""
        x = self.texts[rows].astype(np.float32) + self.shift
        noise = np.full(len(rows), self.noise["own"], np.float32)
        others = self.siblings[rows]
        has_others = others[:, 1] >= 0
        chosen = (others >= 0) & (rng.random(others.shape) < rng.uniform(0.3, 1, (len(rows), 1)))
        chosen[:, 0] |= ~chosen.any(1)
        means = np.einsum("bk,bkd->bd", chosen.astype(np.float32), self.texts[others].astype(np.float32))
        x[has_others] = _unit(means[has_others]) + self.shift
        noise[has_others] = self.noise["siblings"]
        photo = (rows >= self.loose) & (rng.random(len(rows)) < 0.8)
        crops = rng.integers(len(self.crops), size=photo.sum())
        x[photo] = self.crops[crops, self.photo_of[rows[photo] - self.loose]].astype(np.float32)
        noise[photo] = self.noise["photo"]
        x += rng.standard_normal(x.shape, np.float32) * noise[:, None] / self.width**0.5
        return _unit(x)

    def quantised(self, x: np.ndarray, stages: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns decode(prefix) [B, D] of greedy codes of x [B, D], and the stages [B]."""
        counts = torch.from_numpy(np.asarray(stages, np.int64))
        given = (counts > 0).nonzero().squeeze(1)
        rest = torch.from_numpy(np.ascontiguousarray(x, np.float32))[given]
        halves = (self.codewords * self.codewords).sum(2) / 2
        decoded = torch.zeros_like(rest)
        for stage, words in enumerate(self.codewords):
            near = (rest @ words.t() - halves[stage]).argmax(1)
            rest = rest - words[near]
            decoded += words[near] * (counts[given] > stage).unsqueeze(1)
        return torch.zeros(x.shape).index_copy_(0, given, decoded), counts

    def _gap(self, train: np.ndarray) -> dict[str, float]:
        """Noise lengths that make moved texts as far from their photos' directions as photos are."""
        rows = train[:: max(1, len(train) // 4000)]
        photos, own = self.of_photos(rows), self.texts[rows].astype(np.float32) + self.shift
        others = np.stack([_unit(self.texts[self.siblings[r]].astype(np.float32).mean(0)) for r in rows])
        distance = lambda a: float(np.sqrt(((_unit(a) - photos) ** 2).sum(1)).mean())
        return {"own": distance(own), "siblings": 0.5 * distance(others + self.shift), "photo": 0.3}

    def _sample(self, corpus: Corpus, train_photos: np.ndarray, seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        texts = corpus.part["text"][self.known(corpus.part["text"])]
        texts = rng.choice(texts if len(texts) else corpus.part["train"], 20000)
        photos = self.crops[:, train_photos].reshape(-1, self.width)
        return np.concatenate([_unit(photos.astype(np.float32)), self.blurred(texts, rng)])


def _siblings(corpus: Corpus, has_text: np.ndarray) -> np.ndarray:
    """Returns, for each row, the other captions of its photo [N, 4], -1 where there are none.

    Held-out ones and those without a vector are left out.
    """
    groups = captions.sibling_lines(corpus.texts[: corpus.loose])
    by_photo: dict[str, list[int]] = {}
    for i, photo in enumerate(corpus.photos):
        by_photo.setdefault(photo, []).append(corpus.loose + i)
    hidden = set(corpus.part["held_out"].tolist())
    others = np.full((len(corpus.texts), 4), -1)
    for group in groups + list(by_photo.values()):
        shown = [row for row in group if row not in hidden and has_text[row]]
        for row in shown if len(shown) > 2 else ():
            rest = [other for other in shown if other != row]
            others[row, : len(rest)] = rest
    return others


def fit_codewords(x: np.ndarray, stages: int = 16, words: int = 256, rounds: int = 8, seed: int = 1) -> torch.Tensor:
    """Fits codewords [stages, words, D] by k-means on what the stages before left over."""
    generator = torch.Generator().manual_seed(seed)
    rest, books = torch.from_numpy(x.copy()), []
    for _ in range(stages):
        centres = rest[torch.randperm(len(rest), generator=generator)[:words]].clone()
        for _ in range(rounds):
            near = (rest @ centres.t() - (centres * centres).sum(1) / 2).argmax(1)
            counts = torch.bincount(near, minlength=words).clamp(min=1)
            centres = torch.zeros_like(centres).index_add_(0, near, rest) / counts.unsqueeze(1)
        rest = rest - centres[(rest @ centres.t() - (centres * centres).sum(1) / 2).argmax(1)]
        books.append(centres)
    return torch.stack(books)


def _unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)
