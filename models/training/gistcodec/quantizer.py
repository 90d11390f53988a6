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
    """Returns q.x / |x| in float for queries [D] and vectors [B, D]; the exact form is `exact_scores`."""
    lengths = np.maximum(np.linalg.norm(x.astype(np.float64), axis=1), 1e-30)
    return (x.astype(np.float64) @ query / lengths).astype(np.float32)


def inverse_norms(x: np.ndarray) -> np.ndarray:
    """Returns 1 / |x| [B], float32, of vectors x [B, D], Q14: FORMAT.md 4.5 to the bit."""
    squares = (x.astype(np.int64) ** 2).sum(1)
    out = np.zeros(len(x), np.float32)
    some = squares > 0
    out[some] = (16384.0 / np.sqrt(squares[some].astype(np.float64))).astype(np.float32)
    return out


def query_exponent(query: np.ndarray, longest: int) -> int:
    """Returns e of FORMAT.md 4.6, step 1, for a float32 query [D] and the longest codeword's length."""
    largest, squares = 0.0, 0.0
    for value in query.astype(np.float64):
        largest, squares = max(largest, abs(value)), squares + value * value
    if largest == 0:
        return 0
    e = 100
    while largest * 2.0**e > 32767 or np.sqrt(squares) * 2.0**e * max(longest, 1) > 2.0**31 - 2.0**24:
        e -= 1
    return e


def exact_scores(codewords: np.ndarray, query: np.ndarray, codes: np.ndarray, stages: np.ndarray | int) -> np.ndarray:
    """Returns scores [B], float32, of codes [B, M] under a float32 query [D]: FORMAT.md 4.6 to the bit."""
    m = len(codewords)
    words = codewords.astype(np.int64)
    longest = int(np.ceil(np.sqrt((words**2).sum(2).max().astype(np.float64))))
    e = query_exponent(query, longest)
    g = np.rint(query.astype(np.float64) * 2.0**e).astype(np.int64)
    h = int(m - 1).bit_length()
    table = (words @ g + (1 << h >> 1)) >> h
    stages = np.broadcast_to(stages, len(codes))
    sums = np.zeros(len(codes), np.int64)
    for stage in range(m):
        sums += np.where(stages > stage, table[stage][codes[:, stage]], 0)
    return sums.astype(np.float32) * np.float32(2.0 ** (h - e - 14)) * inverse_norms(decode(codewords, codes, stages))


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
