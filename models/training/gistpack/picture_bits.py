"""What static tables would spend on picture tokens, in bits (numpy alone): order 0, and given the word of the coarser scale."""
from __future__ import annotations

import numpy as np

from gistpack.picture_tokens import COUNTS, PLACES, SIDES, STARTS


class OrderZero:
    """Each scale's words by how often they occur in known sequences int [N, TOKENS], with half of one added to each."""

    def __init__(self, known: np.ndarray, words: int):
        self.words = words
        self.tables = []
        for start, count in zip(STARTS, COUNTS):
            seen = np.bincount(known[:, start:start + count].ravel(), minlength=words) + 0.5
            self.tables.append(seen / seen.sum())

    def bits(self, sequences: np.ndarray) -> np.ndarray:
        """Bits of each token [N, TOKENS]."""
        parts = [-np.log2(table[sequences[:, start:start + count]])
                 for table, start, count in zip(self.tables, STARTS, COUNTS)]
        return np.concatenate(parts, axis=1)


class Contexts:
    """A word given its parent's, the coarser scale's word at its place: counts, mixed with order 0 as if that had been seen ``trust`` times."""

    def __init__(self, known: np.ndarray, words: int, trust: float = 60.0):
        self.zero = OrderZero(known, words)
        self.trust = trust
        self.tables = [np.zeros((0, 0))]
        above = parents()
        for scale in range(1, len(SIDES)):
            start, count = STARTS[scale], COUNTS[scale]
            table = np.zeros((words, words), np.float32)
            np.add.at(table, (known[:, above[start:start + count]].ravel(), known[:, start:start + count].ravel()), 1)
            self.tables.append(table)

    def bits(self, sequences: np.ndarray) -> np.ndarray:
        """Bits of each token [N, TOKENS]."""
        above, out = parents(), self.zero.bits(sequences)
        for scale in range(1, len(SIDES)):
            part = slice(STARTS[scale], STARTS[scale] + COUNTS[scale])
            word, parent = sequences[:, part], sequences[:, above[part]]
            prior = self.trust * self.zero.tables[scale][word]
            seen = self.tables[scale].sum(1)
            out[:, part] = -np.log2((self.tables[scale][parent, word] + prior) / (seen[parent] + self.trust))
        return out


def parents() -> np.ndarray:
    """For each token as sent the token of the scale before it at the same place, int64 [TOKENS]; the first scale's are 0."""
    out = np.zeros(STARTS[-1], np.int64)
    for scale in range(1, len(SIDES)):
        side, coarse = SIDES[scale], SIDES[scale - 1]
        sent_as = np.empty(coarse * coarse, np.int64)
        sent_as[PLACES[scale - 1]] = np.arange(coarse * coarse)
        row, column = np.divmod(PLACES[scale], side)
        at = row * coarse // side * coarse + column * coarse // side
        out[STARTS[scale]:STARTS[scale] + COUNTS[scale]] = STARTS[scale - 1] + sent_as[at]
    return out


def tokens_for(bits: np.ndarray, budget: float) -> np.ndarray:
    """How many tokens of each row of bits [N, TOKENS] fit into a budget in bits, int64 [N]."""
    return (np.cumsum(bits, axis=1) <= budget).sum(1)
