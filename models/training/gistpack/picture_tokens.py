"""The picture tokens of a gist: scales from coarse to fine, the order in which they are sent, and prefixes.

A picture of 128x128 is 212 tokens: 2x2, 4x4 and three passes of 8x8. Inside 8x8 the places come in four interlaced
rounds, so that a prefix that ends inside a pass has refined the whole picture evenly.
"""
from __future__ import annotations

import numpy as np

SIDES = (2, 4, 8, 8, 8)
COUNTS = tuple(side * side for side in SIDES)
STARTS = tuple(int(n) for n in np.cumsum((0, *COUNTS)))
TOKENS = STARTS[-1]
GRID = SIDES[-1]
MARKS = (0, *STARTS[1:])
_ROUNDS = ((0, 0), (1, 1), (0, 1), (1, 0))


def places(side: int) -> np.ndarray:
    """Row-major places of a scale in the order in which its tokens are sent, int64 [side * side]."""
    grid = np.arange(side * side).reshape(side, side)
    if side < GRID:
        return grid.ravel()
    return np.concatenate([grid[row::2, column::2].ravel() for row, column in _ROUNDS])


PLACES = tuple(places(side) for side in SIDES)


def to_sequence(scales: list[np.ndarray]) -> np.ndarray:
    """Row-major tokens of each scale, [N, side * side] -> tokens as sent, [N, TOKENS]."""
    return np.concatenate([scale[:, order] for scale, order in zip(scales, PLACES, strict=True)], axis=1)


def to_scales(sequence: np.ndarray) -> list[np.ndarray]:
    """Tokens as sent, [N, TOKENS] -> row-major tokens of each scale."""
    scales = []
    for start, order in zip(STARTS, PLACES):
        scale = np.empty((len(sequence), len(order)), sequence.dtype)
        scale[:, order] = sequence[:, start:start + len(order)]
        scales.append(scale)
    return scales


def kept(lengths: np.ndarray) -> list[np.ndarray]:
    """Which tokens prefixes of these lengths hold: for each scale row-major float32 [N, side * side] of 0 and 1."""
    lengths = np.asarray(lengths)
    if lengths.size and (lengths.min() < 0 or lengths.max() > TOKENS):
        raise ValueError(f"prefixes of {lengths.min()} to {lengths.max()} tokens; a picture has 0 to {TOKENS}")
    return [scale.astype(np.float32) for scale in to_scales(np.arange(TOKENS)[None] < lengths[:, None])]


def draw_lengths(count: int, rng: np.random.Generator) -> np.ndarray:
    """Prefix lengths for training: every length occurs, whole scales and the lengths of 50 to 156 bytes most."""
    kind = rng.random(count)
    uniform = rng.integers(1, TOKENS + 1, count)
    middle = rng.integers(STARTS[2], STARTS[4] + 1, count)
    marks = rng.choice(MARKS, count)
    return np.where(kind < 0.4, middle, np.where(kind < 0.75, uniform, marks))
