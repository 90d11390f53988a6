"""Bytes under an adaptive mixture of orders 0 to 5 (FORMAT.md, 5.8 with 3.2 and 3.3)."""

from __future__ import annotations

import functools
import math

from .range_coder import RangeDecoder, RangeEncoder

ORDERS = 6
LIMIT = 30
PRIMER = b"the quick brown fox jumps over the lazy dog, and a man in a red shirt is near the white house. "
SQUASH = [
    max(16, min(65520, round(65536 / (1 + math.exp(-z / 256))))) for z in range(-2047, 2048)
]


def _stretch_table() -> list[int]:
    table, z = [], -2047
    for cell in range(4096):
        probability = 16 * cell + 8
        while z < 2047 and SQUASH[z + 2047] < probability:
            z += 1
        table.append(z)
    return table


STRETCH = _stretch_table()


class AdaptiveBytes:
    """Predicts and learns the bits of a text; one instance codes one text."""

    def __init__(self) -> None:
        primed = _primed()
        self._contexts = {context: cell[:] for context, cell in primed._contexts.items()}
        self._weights = [row[:] for row in primed._weights]
        self._history = primed._history

    @classmethod
    def _empty(cls) -> AdaptiveBytes:
        model = cls.__new__(cls)
        model._contexts = {}
        model._weights = [[26214] * ORDERS for _ in range(ORDERS)]
        model._history = bytes(ORDERS - 1)
        return model

    def encode(self, encoder: RangeEncoder, byte: int) -> None:
        """Codes one byte and learns it."""

        def put(index: int, probability: int) -> int:
            bit = byte >> (7 - index) & 1
            encoder.encode_bit(bit, probability)
            return bit

        self._code_byte(put)

    def decode(self, decoder: RangeDecoder) -> int:
        """Reads one byte and learns it."""
        return self._code_byte(lambda index, probability: decoder.decode_bit(probability))

    def _code_byte(self, code) -> int:
        partial = 1
        for index in range(8):
            cells = [
                self._contexts.setdefault((self._history[len(self._history) - k :], partial), [32768, 0])
                for k in range(ORDERS)
            ]
            stretched = [STRETCH[max(64, min(65472, p)) >> 4] if n else 0 for p, n in cells]
            chosen = max((k for k in range(ORDERS) if cells[k][1]), default=0)
            weights = self._weights[chosen]
            dot = sum(w * s for w, s in zip(weights, stretched))
            probability = SQUASH[max(-2047, min(2047, dot + 32768 >> 16)) + 2047]
            bit = code(index, probability)
            error = (bit << 16) - probability
            for k in range(ORDERS):
                step = stretched[k] * error * 3 + 8192 >> 14
                weights[k] = max(-(1 << 19), min(1 << 19, weights[k] + step))
                _learn(cells[k], bit)
            partial = partial << 1 | bit
        byte = partial & 255
        self._history = self._history[1:] + bytes([byte])
        return byte


@functools.cache
def _primed() -> AdaptiveBytes:
    """A model that has learnt the primer; every text's model begins as its copy."""
    model = AdaptiveBytes._empty()
    for byte in PRIMER:
        model._code_byte(lambda i, p, known=byte: known >> (7 - i) & 1)
    return model


def _learn(cell: list[int], bit: int) -> None:
    rate = 65536 // (cell[1] + 2)
    cell[0] += ((bit << 16) - cell[0]) * rate >> 16
    cell[1] = min(cell[1] + 1, LIMIT)
