"""Two classical coders of captions, trained on the same texts: what the language model is measured against."""

from __future__ import annotations

import heapq
from collections import Counter

import numpy as np

END = "\n"


class StaticHuffman:
    """One code for each character (Huffman 1952), as the first caption codec of this kind had it."""

    def __init__(self, texts: list[str]):
        counts = Counter(END * len(texts))
        for text in texts:
            counts.update(text)
        counts["\0"] += 1
        heap = [(count, i, (char,)) for i, (char, count) in enumerate(sorted(counts.items()))]
        self.lengths = dict.fromkeys(counts, 0)
        heapq.heapify(heap)
        while len(heap) > 1:
            few, some = heapq.heappop(heap), heapq.heappop(heap)
            for char in few[2] + some[2]:
                self.lengths[char] += 1
            heapq.heappush(heap, (few[0] + some[0], some[1], few[2] + some[2]))

    def bits(self, text: str) -> int:
        """Bits of a text and its end; a character never seen costs the escape and 21 bits."""
        escape = self.lengths["\0"] + 21
        return sum(self.lengths.get(char, escape) for char in text + END)


class ByteContexts:
    """Order-N byte model: Witten-Bell interpolation of orders 0 to N, counts from the training texts."""

    def __init__(self, texts: list[str], order: int = 6):
        data = _joined(texts)
        self.order = order
        self.pairs, self.contexts = [], []
        for k in range(order + 1):
            pairs, counts = np.unique(_hashes(data, k, True), return_counts=True)
            contexts, context_counts = np.unique(_hashes(data, k, False), return_counts=True)
            owners = np.zeros(len(contexts), np.int64)
            firsts = np.unique(_hashes(data, k, True), return_index=True)[1]
            np.add.at(owners, np.searchsorted(contexts, _hashes(data, k, False)[firsts]), 1)
            self.pairs.append((pairs, counts))
            self.contexts.append((contexts, context_counts, owners))

    def bits(self, texts: list[str]) -> np.ndarray:
        """Bits of each text, its end included."""
        data = _joined(texts)
        p = np.full(len(data), 1 / 256)
        for k in range(self.order + 1):
            seen = _look_up(self.pairs[k][0], _hashes(data, k, True), self.pairs[k][1])
            keys = _hashes(data, k, False)
            total = _look_up(self.contexts[k][0], keys, self.contexts[k][1])
            kinds = _look_up(self.contexts[k][0], keys, self.contexts[k][2])
            p = np.where(total > 0, (seen + kinds * p) / np.maximum(total + kinds, 1), p)
        costs = -np.log2(p)
        lengths = [len(text.encode()) + 1 for text in texts]
        return np.add.reduceat(costs, np.concatenate([[0], np.cumsum(lengths)[:-1]]))


def _joined(texts: list[str]) -> np.ndarray:
    return np.frombuffer("".join(text + END for text in texts).encode(), np.uint8)


def _hashes(data: np.ndarray, order: int, with_symbol: bool) -> np.ndarray:
    """64-bit numbers of the `order` bytes before each place (and of the byte there), exact up to 7 bytes."""
    keys = np.zeros(len(data), np.uint64)
    padded = np.concatenate([np.full(order, ord(END), np.uint8), data]).astype(np.uint64)
    for back in range(order):
        keys = keys << np.uint64(8) | padded[back : back + len(data)]
    return keys << np.uint64(8) | data.astype(np.uint64) if with_symbol else keys


def _look_up(keys: np.ndarray, wanted: np.ndarray, values: np.ndarray) -> np.ndarray:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)
