"""Residual-quantised embeddings: codebooks, decoding of prefixes, score (FORMAT.md, section 4)."""

from __future__ import annotations

import struct

import numpy as np


def read_codebooks(data: bytes) -> np.ndarray:
    """Returns the codewords [M, K, D], int16 Q14, of a residual quantiser's codebook file."""
    if data[:4] != b"GWCB":
        raise ValueError(f"{data[:4]!r} is no codebook file; it begins with b'GWCB'")
    version, kind, flags, _, m, k, d, width = struct.unpack_from("<BBBBHHHH", data, 4)
    if (version, kind, flags, width) != (1, 1, 0, d):
        raise ValueError(f"codebook file of version {version}, kind {kind}; version 1, kind 1 (residual) is read here")
    if len(data) != 16 + 2 * m * k * d:
        raise ValueError(f"codebook file has {len(data)} bytes; M {m}, K {k}, D {d} ask for {16 + 2 * m * k * d}")
    return np.frombuffer(data, "<i2", m * k * d, 16).reshape(m, k, d)


def write_codebooks(codewords: np.ndarray) -> bytes:
    """Returns the codebook file of residual codewords [M, K, D], int16 Q14."""
    m, k, d = codewords.shape
    return b"GWCB" + struct.pack("<BBBBHHHH", 1, 1, 0, 0, m, k, d, d) + codewords.astype("<i2").tobytes()


def decode(codewords: np.ndarray, codes: np.ndarray, stages: np.ndarray | int) -> np.ndarray:
    """Returns x [B, D], Q14 int32, of the first `stages` ([B] or one for all) indices of codes [B, M]."""
    codes = np.asarray(codes)
    stages = np.broadcast_to(stages, len(codes))
    x = np.zeros((len(codes), codewords.shape[2]), np.int32)
    for stage in range(codes.shape[1]):
        present = stages > stage
        x[present] += codewords[stage][codes[present, stage]]
    return x


def score(query: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Returns q.x / |x| in float for queries [D] and vectors [B, D]; the exact form is in FORMAT.md, 4.6."""
    lengths = np.maximum(np.linalg.norm(x.astype(np.float64), axis=1), 1e-30)
    return (x.astype(np.float64) @ query / lengths).astype(np.float32)


def encode(codewords: np.ndarray, vectors: np.ndarray, beam: int = 16) -> np.ndarray:
    """Returns codes [B, M] of float vectors [B, D] by beam search (FORMAT.md, 4.4: not binding).

    The cost weighs the squared errors of the prefixes of 1, 2, 4, 8, 16 stages alike. Figures of the
    product come from the Java quantiser; this one serves the trainers.
    """
    words = codewords.astype(np.float64) / 16384
    m = len(words)
    checkpoints = [n for n in (1, 2, 4, 8, 16) if n < m] + [m]
    codes = np.zeros((len(vectors), 1, 0), np.int64)
    rest = np.asarray(vectors, np.float64)[:, None, :]
    past = np.zeros((len(vectors), 1))
    for stage in range(m):
        norms = (words[stage] ** 2).sum(1)
        errors = (rest**2).sum(2)[:, :, None] - 2 * rest @ words[stage].T + norms
        ahead = sum(1 for n in checkpoints if n > stage)
        costs = past[:, :, None] + ahead * errors
        best = np.argsort(costs.reshape(len(vectors), -1), axis=1, kind="stable")[:, :beam]
        parents, chosen = np.divmod(best, words.shape[1])
        rows = np.arange(len(vectors))[:, None]
        if stage + 1 in checkpoints:
            past = past[rows, parents] + errors[rows, parents, chosen]
        else:
            past = past[rows, parents]
        codes = np.concatenate([codes[rows, parents], chosen[:, :, None]], axis=2)
        rest = rest[rows, parents] - words[stage][chosen]
    return codes[:, 0]
