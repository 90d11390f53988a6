"""The caption that is inferred from a code, twin of the Java package io.gistwire.models.captions (models/PACK.md, "Captions").

x is a decoded code prefix, int Q14 [D]. Scores of the bank's sentences are integers; everything after them is float64 in the
order that PACK.md gives, so that Java and Python choose the same sentence.
"""
import json
import math
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gistpack.objects import Words

MAGIC = b"GWCP"
TABLE_SHIFT = 8
LEAST_SHARE = 1e-3


@dataclass
class Files:
    """What captions.bin holds: product codebooks int16 [M, 256, D / M], codes uint8 [S, M], sentences, and three matrices of
    int8 rows with a float32 scale a row: class queries [C, D], hidden [H, D], objects [O, H]; biases float32 [H] and [O]."""

    books: np.ndarray
    codes: np.ndarray
    sentences: list[str]
    classes: tuple[np.ndarray, np.ndarray]
    hidden: tuple[np.ndarray, np.ndarray]
    hidden_bias: np.ndarray
    objects: tuple[np.ndarray, np.ndarray]
    objects_bias: np.ndarray

    def to_bytes(self) -> bytes:
        """The file."""
        m, k, width = self.books.shape
        text = "\n".join(self.sentences).encode("utf-8")
        packed = zlib.compress(text, 9)
        head = MAGIC + struct.pack("<BBHIHHHII", 1, m, m * width, len(self.codes), len(self.classes[0]),
                                   len(self.hidden[0]), len(self.objects[0]), len(text), len(packed))
        parts = [head, self.books.astype("<i2").tobytes(), self.codes.astype(np.uint8).tobytes()]
        for rows, scale in (self.classes, self.hidden, self.objects):
            parts += [rows.astype(np.int8).tobytes(), scale.astype("<f4").tobytes()]
        parts += [self.hidden_bias.astype("<f4").tobytes(), self.objects_bias.astype("<f4").tobytes(), packed]
        return b"".join(parts)


def read_files(data: bytes) -> Files:
    """Parses captions.bin."""
    if data[:4] != MAGIC:
        raise ValueError(f"{data[:4]!r} is no caption file; it begins with {MAGIC!r}")
    version, m, d, s, c, h, o, raw, packed = struct.unpack_from("<BBHIHHHII", data, 4)
    if version != 1:
        raise ValueError(f"caption file of version {version}; version 1 is known")
    at = 4 + struct.calcsize("<BBHIHHHII")

    def take(kind: str, *shape: int) -> np.ndarray:
        nonlocal at
        values = np.frombuffer(data, kind, int(np.prod(shape)), at).reshape(shape)
        at += values.nbytes
        return values

    books, codes = take("<i2", m, 256, d // m), take("u1", s, m)
    matrices = [(take("i1", rows, columns), take("<f4", rows)) for rows, columns in ((c, d), (h, d), (o, h))]
    hidden_bias, objects_bias = take("<f4", h), take("<f4", o)
    text = zlib.decompress(data[at:at + packed])
    if len(text) != raw or at + packed != len(data):
        raise ValueError(f"caption file has {len(data)} bytes and {len(text)} bytes of text; {at + packed} and {raw} expected")
    return Files(books, codes, text.decode("utf-8").split("\n"), *matrices[:2], hidden_bias, matrices[2], objects_bias)


def rows_to_int8(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and the float32 scale of each: matrix = rows * scale."""
    scale = (np.maximum(np.abs(matrix).max(1), 1e-12) / 127).astype(np.float32)
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale


@dataclass
class Caption:
    """text, how sure it is (0 to 1), and all objects' probabilities [O]."""

    text: str
    confidence: float
    probabilities: np.ndarray


class Inferrer:
    """Infers captions with the files and settings of a pack."""

    def __init__(self, files: Files, settings: dict):
        self.files, self.settings = files, settings
        self.words = Words([o["name"] for o in settings["objects"]], [o["words"] for o in settings["objects"]])
        self.books = files.books.astype(np.int64)
        self.columns = np.ascontiguousarray(files.codes.T)
        self.named = [self.words.named(text) for text in files.sentences]
        self.tokens = [tokens(text) for text in files.sentences]
        self.class_of = np.array(settings["classes"], np.int64)
        self.matrices = [rows.astype(np.float64) for rows, _ in (files.classes, files.hidden, files.objects)]

    def scores(self, x: np.ndarray) -> np.ndarray:
        """Integer scores [S] of all sentences: their dot products with x in units of 2^8."""
        m, _, width = self.books.shape
        table = np.einsum("mkw,mw->mk", self.books, x.astype(np.int64).reshape(m, width)) >> TABLE_SHIFT
        scores = np.zeros(len(self.files.codes), np.int64)
        for row, column in zip(table, self.columns):
            scores += row[column]
        return scores

    def best(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The best sentences (equal scores: lower number first) and their weights, the first one's being 1."""
        scores, k = self.scores(x), min(self.settings["best"], len(self.files.codes))
        near = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
        order = near[np.lexsort((near, -scores[near]))][:k]
        norm = math.sqrt(float((x.astype(np.int64) ** 2).sum()))
        below = (scores[order] - scores[order[0]]) * (2.0 ** TABLE_SHIFT / 16384.0) / norm
        return order, np.exp(self.settings["temperature"] * below)

    def evidence(self, x: np.ndarray, found: tuple[np.ndarray, np.ndarray] | None = None) -> np.ndarray:
        """For each object [O, 3]: the network's logit, the logarithm of its classes' share, that of its share of votes."""
        order, weights = found or self.best(x)
        u = x.astype(np.float64) / math.sqrt(float((x.astype(np.int64) ** 2).sum()))
        files, count = self.files, len(self.words.names)
        logits = (self.matrices[0] @ u) * files.classes[1] * self.settings["class_scale"]
        shares = np.exp(logits - logits.max(initial=-np.inf))
        shares /= max(shares.sum(), 1e-300)
        of_class, votes = np.zeros(count), np.zeros(count)
        np.add.at(of_class, self.class_of[self.class_of >= 0], shares[self.class_of >= 0])
        hidden = np.maximum((self.matrices[1] @ u) * files.hidden[1] + files.hidden_bias, 0)
        own = (self.matrices[2] @ hidden) * files.objects[1] + files.objects_bias
        for i, w in zip(order, weights):
            votes[self.named[i]] += w
        return np.stack([own, np.log(of_class + LEAST_SHARE), np.log(votes / weights.sum() + LEAST_SHARE)], 1)

    def probabilities(self, x: np.ndarray, stages: int, found: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """The objects' probabilities [O]."""
        table = np.array(next(c["weights"] for c in self.settings["calibration"] if stages >= c["stages"]))
        z = table[:, 0] + (table[:, 1:] * self.evidence(x, found)).sum(1)
        return 1 / (1 + np.exp(-z))

    def infer(self, x: np.ndarray, stages: int) -> Caption:
        """The caption of one decoded prefix x [D] of so many stages, 1 or more."""
        found = self.best(x)
        return self.choose(*found, self.probabilities(x, stages, found))

    def choose(self, order: np.ndarray, weights: np.ndarray, p: np.ndarray) -> Caption:
        """The sentence that agrees most with the best ones among those whose objects are all supported, or a plain one."""
        s = self.settings
        gains = agreement([self.tokens[i] for i in order], weights)
        need = p >= s["must_name"]
        top, best = -1.0e30, -1
        for place, i in enumerate(order):
            named = self.named[i]
            if any(p[o] < s["may_name"] for o in named):
                continue
            value = gains[place]
            for o in named:
                value += s["reward"] * (p[o] - s["may_name"])
            missing = 0.0
            for o in np.flatnonzero(need):
                if o not in named:
                    missing += p[o]
            value -= s["penalty"] * missing
            if value > top:
                top, best = value, int(i)
        sure = sorted(np.flatnonzero(need), key=lambda o: (-p[o], o))[: s["most_named"]]
        if best < 0 or (sure and not any(o in self.named[best] for o in sure)) or top < s["least"]:
            text = self.plain(sure if sure else [int(p.argmax())] if p.max() >= s["may_name"] else [])
            named = self.words.named(text)
        else:
            text, named = self.files.sentences[best], self.named[best]
        confidence = 1.0
        for o in named:
            confidence *= float(p[o])
        return Caption(text, confidence if named else s["unsure"], p)

    def plain(self, objects: list[int]) -> str:
        """A sentence that names these objects and nothing else."""
        phrases = [self.settings["objects"][o]["phrase"] for o in objects]
        if not phrases:
            return self.settings["general"]
        joined = phrases[0] if len(phrases) == 1 else ", ".join(phrases[:-1]) + " and " + phrases[-1]
        return joined[0].upper() + joined[1:] + "."


def tokens(text: str) -> list[str]:
    """The words of a sentence for agreement."""
    return re.findall(r"[a-z']+", text.lower())


def agreement(sentences: list[list[str]], weights: np.ndarray) -> list[float]:
    """How much each sentence has in common with all, by weight: the Dice overlaps of words and of pairs of words with the
    mean sentence, 0 to 2."""
    out = [0.0] * len(sentences)
    total = float(weights.sum())
    for n in (1, 2):
        runs = [list(dict.fromkeys(" ".join(w[i:i + n]) for i in range(len(w) - n + 1))) for w in sentences]
        shares: dict[str, float] = {}
        length = 0.0
        for own, weight in zip(runs, weights):
            length += weight * len(own)
            for run in own:
                shares[run] = shares.get(run, 0.0) + weight
        length /= total
        for place, own in enumerate(runs):
            common = 0.0
            for run in own:
                common += shares[run]
            out[place] += 2 * common / total / max(1.0, len(own) + length)
    return out


def load(folder: Path, manifest: dict) -> Inferrer:
    """The inferrer of a pack's folder."""
    spec = manifest["server"]["captions"]
    return Inferrer(read_files((folder / spec["file"]).read_bytes()),
                    json.loads((folder / spec["settings"]).read_text(encoding="utf-8")))
