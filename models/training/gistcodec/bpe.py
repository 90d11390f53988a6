"""Byte-level byte-pair encoding, twin of the Java tokeniser.

Token ids: 0..255 are the bytes, 256.. are merges in the order they were learnt, the last id ends a
caption. Text is split before every 0x20, and inside such a piece the merge with the lowest id goes
first, leftmost first, until none applies (Sennrich, Haddow and Birch 2016, with bytes for letters).
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from typing import Iterable

BYTES = 256

# Only the trainer looks at letters: no learnt merge joins a word with punctuation or a digit with
# its neighbour, so that "street" and "street." share their statistics.
_TRAINING_PIECE = re.compile(rb" ?(?:[A-Za-z]|[\x80-\xff])+| ?[^A-Za-z0-9 \x80-\xff]+| ?[0-9]| ")


class Bpe:
    """The tokeniser: `merges[i]` is the pair of ids that token 256 + i joins."""

    def __init__(self, merges: list[tuple[int, int]]):
        self.merges = merges
        self._rank = {pair: BYTES + i for i, pair in enumerate(merges)}
        self.token_bytes = [bytes([i]) for i in range(BYTES)]
        for left, right in merges:
            self.token_bytes.append(self.token_bytes[left] + self.token_bytes[right])
        self._pieces: dict[bytes, tuple[int, ...]] = {}

    @property
    def end_of_text(self) -> int:
        """The id that ends a caption; it is no text."""
        return BYTES + len(self.merges)

    @property
    def vocabulary(self) -> int:
        """Number of ids, the end included."""
        return BYTES + len(self.merges) + 1

    def encode(self, text: str) -> list[int]:
        """Returns the token ids of a caption, without the end token."""
        ids: list[int] = []
        for piece in split_before_blanks(text.encode("utf-8")):
            known = self._pieces.get(piece)
            if known is None:
                known = self._pieces[piece] = tuple(self._merge(list(piece)))
            ids.extend(known)
        return ids

    def decode(self, ids: Iterable[int]) -> bytes:
        """Returns the bytes of tokens; any list of tokens below the end id is allowed."""
        return b"".join(self.token_bytes[i] for i in ids)

    def _merge(self, ids: list[int]) -> list[int]:
        while True:
            best = min((self._rank.get(pair, 1 << 30) for pair in zip(ids, ids[1:])), default=1 << 30)
            if best == 1 << 30:
                return ids
            left, right = self.merges[best - BYTES]
            for i in range(len(ids) - 1):
                if ids[i] == left and ids[i + 1] == right:
                    ids[i : i + 2] = [best]
                    break


def split_before_blanks(data: bytes) -> list[bytes]:
    """Splits before each 0x20; the pieces joined are the data."""
    parts = data.split(b" ")
    pieces = [parts[0]] if parts[0] else []
    return pieces + [b" " + part for part in parts[1:]]


def train(texts: Iterable[str], vocabulary: int) -> Bpe:
    """Learns merges until `vocabulary` ids (the end included); equal counts go to the lowest ids."""
    counts: Counter[bytes] = Counter()
    for text in texts:
        counts.update(_TRAINING_PIECE.findall(text.encode("utf-8")))
    words = [(list(piece), count) for piece, count in sorted(counts.items())]
    pairs: Counter[tuple[int, int]] = Counter()
    where: dict[tuple[int, int], set[int]] = defaultdict(set)
    for index, (ids, count) in enumerate(words):
        for pair in zip(ids, ids[1:]):
            pairs[pair] += count
            where[pair].add(index)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    merges: list[tuple[int, int]] = []
    while heap and len(merges) < vocabulary - BYTES - 1:
        negative, pair = heapq.heappop(heap)
        if pairs[pair] != -negative or negative == 0:
            continue
        merges.append(pair)
        for changed in _apply(pair, BYTES + len(merges) - 1, words, where, pairs):
            if pairs[changed] > 0:
                heapq.heappush(heap, (-pairs[changed], changed))
    return Bpe(merges)


def _apply(pair, new, words, where, pairs) -> set[tuple[int, int]]:
    """Joins `pair` into `new` in every word that has it; returns the pairs whose count changed."""
    changed: set[tuple[int, int]] = set()
    for index in where.pop(pair):
        ids, count = words[index]
        for old in zip(ids, ids[1:]):
            pairs[old] -= count
            changed.add(old)
        joined, i = [], 0
        while i < len(ids):
            if i + 1 < len(ids) and ids[i] == pair[0] and ids[i + 1] == pair[1]:
                joined.append(new)
                i += 2
            else:
                joined.append(ids[i])
                i += 1
        words[index] = (joined, count)
        for fresh in zip(joined, joined[1:]):
            pairs[fresh] += count
            where[fresh].add(index)
            changed.add(fresh)
    return changed
