"""What each caption is conditioned on: nothing, a vector of its photo, or its own text's vector.

Photos' captions are given their photo's vector; captions without a photo are given the vector of
their own text (or of another caption of the same photo) plus noise, which closes the gap between the
two kinds (CapDec, Nukrai, Mokady and Globerson 2022). A random number of stages is kept, and a share
of the captions is given nothing at all, so that one model serves every length of the code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import numpy as np
import torch

from gistcodec import bpe, captions
from gistcodec.bpe import Bpe


@dataclass(frozen=True)
class Corpus:
    """All captions in one list; `part` says which rows are for what.

    tokens: ids per caption, without the end; chars [N]: characters per caption.
    """

    texts: list[str]
    tokens: list[list[int]]
    chars: np.ndarray
    photos: list[str | None]
    part: dict[str, np.ndarray]
    bpe: Bpe


def load_corpus(data: Path, tokeniser: Path, vocabulary: int) -> Corpus:
    """Reads every caption; learns the tokeniser from the training texts unless the file is there."""
    train, held_out = captions.split_held_out(captions.read_captions(data))
    flickr = captions.read_flickr8k(data)
    texts = train + held_out + [row.text for row in flickr]
    photos: list[str | None] = [None] * (len(train) + len(held_out)) + [row.photo for row in flickr]
    part = {
        "text": np.arange(len(train)),
        "held_out": np.arange(len(train), len(train) + len(held_out)),
    }
    first = len(train) + len(held_out)
    for split in ("train", "val", "test"):
        part[split] = np.array([first + i for i, row in enumerate(flickr) if row.split == split])
    if tokeniser.exists():
        learnt = Bpe([tuple(pair) for pair in json.loads(tokeniser.read_text())])
    else:
        learnt = bpe.train([texts[i] for i in np.concatenate([part["text"], part["train"]])], vocabulary)
        tokeniser.write_text(json.dumps(learnt.merges))
    tokens = [learnt.encode(text) for text in texts]
    chars = np.array([len(text) for text in texts])
    return Corpus(texts, tokens, chars, photos, part, learnt)


class Conditioning:
    """Draws the vectors that training and measuring are conditioned on; without vectors, nothing."""

    def __init__(self, corpus: Corpus, vectors: Path | None, seed: int):
        if vectors is not None:
            raise SystemExit("conditioning on vectors is not ready")
        self.corpus = corpus
        self.width = 256
        self.training_rows = np.concatenate([corpus.part["text"], corpus.part["train"]])

    def draw(self, rows: np.ndarray, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns x [B, D] and stages [B] to train the captions `rows` with."""
        return self.given(rows, 0)

    def given(self, rows: np.ndarray, stages: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns x [B, D] and stages [B] for measuring."""
        return torch.zeros(len(rows), self.width), torch.full((len(rows),), stages, dtype=torch.long)

    def measured(self) -> Iterator[tuple[str, np.ndarray, int]]:
        """Yields (name, rows, stages) of what is measured while training."""
        rng = np.random.default_rng(7)
        for part in ("val", "held_out"):
            yield f"{part} alone", rng.permutation(self.corpus.part[part]), 0
