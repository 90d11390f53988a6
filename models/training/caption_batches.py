"""Turns tokenised captions into batches of like lengths, time-major, with what each is conditioned on."""

from __future__ import annotations

from typing import Callable, Iterator, NamedTuple

import numpy as np


class Batch(NamedTuple):
    """inputs, targets [T, B] token ids (targets -1 after the end); captions [B] are row numbers."""

    inputs: np.ndarray
    targets: np.ndarray
    captions: np.ndarray


def lay_out(tokens: list[list[int]], rows: np.ndarray, end: int) -> Batch:
    """Lays captions `rows` side by side: the end token starts each one and closes each one."""
    steps = max(len(tokens[r]) for r in rows) + 1
    inputs = np.full((steps, len(rows)), end, dtype=np.int64)
    targets = np.full((steps, len(rows)), -1, dtype=np.int64)
    for column, row in enumerate(rows):
        ids = tokens[row]
        inputs[1 : len(ids) + 1, column] = ids
        targets[: len(ids), column] = ids
        targets[len(ids), column] = end
    return Batch(inputs, targets, rows)


def batches(
    tokens: list[list[int]], rows: np.ndarray, end: int, size: int, rng: np.random.Generator | None
) -> Iterator[Batch]:
    """One pass over `rows`: shuffled in blocks of like lengths, or by length when rng is None."""
    rows = np.array(rows)
    if rng is not None:
        rng.shuffle(rows)
    lengths = np.array([len(t) for t in tokens])
    block = size * 64 if rng is not None else max(1, len(rows))
    cuts: list[np.ndarray] = []
    for begin in range(0, len(rows), block):
        part = rows[begin : begin + block]
        part = part[np.argsort(lengths[part], kind="stable")]
        cuts.extend(part[i : i + size] for i in range(0, len(part), size))
    if rng is not None:
        rng.shuffle(cuts)
    for cut in cuts:
        yield lay_out(tokens, cut, end)


def endless(make: Callable[[], Iterator[Batch]]) -> Iterator[tuple[int, Batch]]:
    """Yields (epoch, batch) for ever."""
    epoch = 0
    while True:
        for batch in make():
            yield epoch, batch
        epoch += 1
