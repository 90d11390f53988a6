"""Residual quantisation: vectors [N, D] to codes [N, M] and back, and the codebook file of codec/FORMAT.md, section 4."""
from pathlib import Path

import numpy as np
import torch

from gistcodec import quantizer

STAGES = 16
CODEWORDS = 256
CHECKPOINTS = (1, 2, 4, 8, 16)
WEIGHTS = (1, 1, 1, 1, 4)
Q14 = 16384


def decode(codes: torch.Tensor, books: torch.Tensor, stages: int) -> torch.Tensor:
    """Sum of the first ``stages`` codewords. codes int64 [N, M], books [M, K, D] -> [N, D]."""
    out = torch.zeros(codes.size(0), books.size(2), dtype=books.dtype)
    for s in range(stages):
        out = out + books[s][codes[:, s]]
    return out


@torch.no_grad()
def encode(vectors: torch.Tensor, books: torch.Tensor, beam: int = 8, block: int = 2048,
           checkpoints: tuple[int, ...] = CHECKPOINTS, weights: tuple[int, ...] = WEIGHTS) -> torch.Tensor:
    """Beam search for prefixes that are all good, int64 [N, M].

    A beam of s stages costs the weighted squared errors at the checkpoints passed plus, for each one
    ahead, the present squared error with that one's weight; so does the codec's encoder by default.
    """
    weight = {c: w for c, w in zip(checkpoints, weights) if c <= len(books)} or {len(books): 1}
    return torch.cat([_encode(part, books, beam, weight) for part in vectors.split(block)])


def _encode(vectors: torch.Tensor, books: torch.Tensor, beam: int, weight: dict[int, int]) -> torch.Tensor:
    n, d = vectors.shape
    stages, k, _ = books.shape
    residual, codes = vectors[:, None, :], torch.zeros(n, 1, 0, dtype=torch.int64)
    passed = torch.zeros(n, 1)
    for s in range(stages):
        ahead = sum(w for c, w in weight.items() if c > s)
        error = residual.pow(2).sum(2, keepdim=True) - 2 * residual @ books[s].T + books[s].pow(2).sum(1)
        cost = (passed[:, :, None] + ahead * error).flatten(1)
        width = min(beam if s + 1 < stages else 1, cost.size(1))
        best = cost.topk(width, largest=False).indices
        parent, index = best // k, best % k
        residual = residual.gather(1, parent[:, :, None].expand(-1, -1, d)) - books[s][index]
        codes = torch.cat([codes.gather(1, parent[:, :, None].expand(-1, -1, s)), index[:, :, None]], 2)
        passed = passed.gather(1, parent)
        if s + 1 in weight:
            passed = passed + weight[s + 1] * error.flatten(1).gather(1, best)
    return codes[:, 0]


def kmeans(x: torch.Tensor, k: int, rounds: int, generator: torch.Generator, start: torch.Tensor | None = None):
    """Lloyd's algorithm; empty clusters take far points. x [N, D] -> centroids [k, D]."""
    centroids = x[torch.randperm(len(x), generator=generator)[:k]].clone() if start is None else start.clone()
    for _ in range(rounds):
        assigned, nearest = nearest_of(x, centroids)
        sums = torch.zeros_like(centroids).index_add_(0, assigned, x)
        counts = torch.bincount(assigned, minlength=k)
        filled = counts > 0
        centroids[filled] = sums[filled] / counts[filled, None]
        empty = int((~filled).sum())
        if empty:
            centroids[~filled] = x[nearest.topk(empty).indices]
    return centroids


def nearest_of(x: torch.Tensor, centroids: torch.Tensor, block: int = 16384) -> tuple[torch.Tensor, torch.Tensor]:
    """Index of and squared distance to the nearest centroid, both [N]."""
    indices, distances = [], []
    for part in x.split(block):
        d = centroids.pow(2).sum(1) - 2 * part @ centroids.T
        value, index = d.min(1)
        indices.append(index)
        distances.append(value + part.pow(2).sum(1))
    return torch.cat(indices), torch.cat(distances)


def to_integers(books: torch.Tensor) -> np.ndarray:
    """Float codebooks to int16 Q14."""
    return np.clip(np.rint(books.numpy().astype(np.float64) * Q14), -32767, 32767).astype("<i2")


def write_rq(books: np.ndarray, path: Path) -> None:
    """int16 Q14 [M, K, D] to a file of kind 1."""
    path.write_bytes(quantizer.write_codebooks(books))


def read_rq(path: Path) -> torch.Tensor:
    """The codebooks of a file of kind 1, float [M, K, D]."""
    try:
        return torch.from_numpy(quantizer.read_codebooks(path.read_bytes()).astype(np.float32)) / Q14
    except ValueError as e:
        raise ValueError(f"{path}: {e}") from e
