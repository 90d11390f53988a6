"""The integer language model of FORMAT.md, section 5, in numpy.

Everything works on B captions at once. Dot products run as float64 matrix products, which are exact
here: every partial sum is an integer far below 2^53.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields

import numpy as np

from .bpe import BYTES, Bpe

MAGIC = b"GWLM"
TOTAL = 1 << 24
LOGIT_LIMIT = 1 << 20
WRITTEN_TOKENS = 40
BEAMS = 16


@dataclass
class Weights:
    """The weight file's arrays by name; shapes as in FORMAT.md, 5.2."""

    stages: int
    shifts: np.ndarray
    merges: np.ndarray
    tanh: np.ndarray
    exp2: np.ndarray
    embedding: np.ndarray
    embedding_in: np.ndarray
    embedding_out: np.ndarray
    token_bias: np.ndarray
    input_weight: np.ndarray
    input_scale: np.ndarray
    gate_bias: np.ndarray
    state_weight: np.ndarray
    state_scale: np.ndarray
    reset_bias: np.ndarray
    projection: np.ndarray
    projection_scale: np.ndarray
    projection_bias: np.ndarray
    condition_weight: np.ndarray
    condition_scale: np.ndarray
    condition_rows: np.ndarray
    start_weight: np.ndarray
    start_scale: np.ndarray
    start_bias: np.ndarray
    input_shift: np.ndarray
    input_shift_scale: np.ndarray
    output_shift: np.ndarray
    output_shift_scale: np.ndarray

    def to_bytes(self) -> bytes:
        """Returns the weight file."""
        v, e = self.embedding.shape
        h, c = self.start_weight.shape
        d = self.condition_weight.shape[1]
        head = MAGIC + struct.pack("<BBHHHHH", 1, self.stages, v, e, h, c, d)
        parts = [head, self.shifts.astype(np.uint8).tobytes(), b"\0"]
        for name, kind, _ in _layout(self.stages, v, e, h, c, d):
            parts.append(np.ascontiguousarray(getattr(self, name)).astype(kind).tobytes())
        return b"".join(parts)


def read_weights(data: bytes) -> Weights:
    """Parses a weight file; trailing or missing bytes raise ValueError."""
    if data[:4] != MAGIC or len(data) < 26:
        raise ValueError(f"{data[:4]!r} is no language model file; it begins with {MAGIC!r}")
    version, stages, v, e, h, c, d = struct.unpack_from("<BBHHHHH", data, 4)
    if version != 1:
        raise ValueError(f"language model file of version {version}; version 1 is known")
    values: dict[str, object] = {"stages": stages, "shifts": np.frombuffer(data, np.uint8, 9, 16)}
    offset = 26
    for name, kind, shape in _layout(stages, v, e, h, c, d):
        count = int(np.prod(shape))
        values[name] = np.frombuffer(data, kind, count, offset).reshape(shape)
        offset += count * np.dtype(kind).itemsize
    if offset != len(data):
        raise ValueError(f"language model file has {len(data)} bytes; its widths ask for {offset}")
    return Weights(**values)


def _layout(n: int, v: int, e: int, h: int, c: int, d: int) -> list[tuple[str, str, tuple[int, ...]]]:
    shapes = {
        "merges": (v - BYTES - 1, 2), "tanh": (513,), "exp2": (1024,),
        "embedding": (v, e), "embedding_in": (v,), "embedding_out": (v,), "token_bias": (v,),
        "input_weight": (3 * h, e), "input_scale": (3 * h,), "gate_bias": (3 * h,),
        "state_weight": (3 * h, h), "state_scale": (3 * h,), "reset_bias": (h,),
        "projection": (e, h), "projection_scale": (e,), "projection_bias": (e,),
        "condition_weight": (c, d), "condition_scale": (c,), "condition_rows": (n + 1, c),
        "start_weight": (h, c), "start_scale": (h,), "start_bias": (h,),
        "input_shift": (e, c), "input_shift_scale": (e,),
        "output_shift": (e, c), "output_shift_scale": (e,),
    }
    matrices = {"embedding", "input_weight", "state_weight", "projection", "condition_weight",
                "start_weight", "input_shift", "output_shift"}
    kinds = {"merges": "<u2", "exp2": "<i4"} | {name: "<i1" for name in matrices}
    names = [field.name for field in fields(Weights) if field.name in shapes]
    return [(name, kinds.get(name, "<i2"), shapes[name]) for name in names]


def tanh_table() -> np.ndarray:
    """The 513 entries that our trainer ships: tanh at multiples of 1/64, Q15."""
    return np.minimum(np.rint(32768 * np.tanh(np.arange(513) / 64)), 32767).astype(np.int16)


def exp2_table() -> np.ndarray:
    """The 1024 entries that our trainer ships: 2^(-i / 1024), Q24."""
    return np.rint(2.0 ** (24 - np.arange(1024) / 1024)).astype(np.int32)


def i16(values: np.ndarray) -> np.ndarray:
    return np.clip(values, -32768, 32767)


@dataclass
class State:
    """After some tokens: h [B, H], and of the photo shift and lift [B, E]; all int64."""

    h: np.ndarray
    shift: np.ndarray
    lift: np.ndarray

    def take(self, rows) -> State:
        return State(self.h[rows], self.shift[rows], self.lift[rows])


class LanguageModel:
    """Steps of the integer GRU for B captions side by side."""

    def __init__(self, weights: Weights):
        self.weights = w = weights
        self.bpe = Bpe([tuple(int(i) for i in pair) for pair in w.merges])
        self.width = w.start_weight.shape[0]
        self._exact = {
            name: np.ascontiguousarray(getattr(w, name).T, dtype=np.float64)
            for name in ("embedding", "input_weight", "state_weight", "projection", "condition_weight",
                         "start_weight", "input_shift", "output_shift")
        }
        self._tanh = np.append(w.tanh, w.tanh[-1]).astype(np.int64)

    def start(self, x: np.ndarray, stages: np.ndarray) -> State:
        """Start for decoded prefixes x [B, D] (Q14) of stages [B]; rows with 0 stages ignore x."""
        w = self.weights
        x = i16(np.where(stages[:, None] > 0, x, 0).astype(np.int64))
        pre = self._product(x, "condition_weight", w.condition_scale, 4) + w.condition_rows[stages]
        c = self._tanh_of(i16(pre)) + 1 >> 1
        h = self._tanh_of(i16(self._product(c, "start_weight", w.start_scale, 5) + w.start_bias)) + 1 >> 1
        shift = i16(self._product(c, "input_shift", w.input_shift_scale, 6))
        lift = i16(self._product(c, "output_shift", w.output_shift_scale, 7) + w.projection_bias)
        return State(h, shift, lift)

    def step(self, state: State, previous: np.ndarray) -> tuple[State, np.ndarray]:
        """Takes the tokens before [B]; returns the new state and the logits l [B, V], Q10."""
        w, size = self.weights, self.width
        read = w.embedding[previous].astype(np.int64)
        u = i16(self._scaled(read, w.embedding_in[previous][:, None], 0)) + state.shift
        gx = i16(self._product(u, "input_weight", w.input_scale, 1) + w.gate_bias)
        gh = self._product(state.h, "state_weight", w.state_scale, 2)
        r = self._sigmoid_of(i16(gx[:, :size] + gh[:, :size]))
        z = self._sigmoid_of(i16(gx[:, size : 2 * size] + gh[:, size : 2 * size]))
        q = i16(gh[:, 2 * size :] + w.reset_bias)
        new = self._tanh_of(2 * i16(gx[:, 2 * size :] + (r * q + 16384 >> 15))) + 1 >> 1
        h = new + (z * (state.h - new) + 16384 >> 15)
        o = i16(self._product(h, "projection", w.projection_scale, 3) + state.lift)
        logits = self._product(o, "embedding", w.embedding_out, 8) + w.token_bias
        return State(h, state.shift, state.lift), np.clip(logits, -LOGIT_LIMIT, LOGIT_LIMIT)

    def _product(self, values: np.ndarray, name: str, scale: np.ndarray, shift: int) -> np.ndarray:
        dots = (values.astype(np.float64) @ self._exact[name]).astype(np.int64)
        return self._scaled(dots, scale, shift)

    def _scaled(self, dots: np.ndarray, scale: np.ndarray, shift: int) -> np.ndarray:
        bits = int(self.weights.shifts[shift])
        return dots * scale.astype(np.int64) + (1 << bits >> 1) >> bits

    def _tanh_of(self, a: np.ndarray) -> np.ndarray:
        m = np.minimum(np.abs(a), 32767)
        k, f = m >> 6, m & 63
        v = self._tanh[k] + ((self._tanh[k + 1] - self._tanh[k]) * f + 32 >> 6)
        return np.where(a < 0, -v, v)

    def _sigmoid_of(self, a: np.ndarray) -> np.ndarray:
        return 32768 + self._tanh_of(a) >> 1

    def frequencies(self, logits: np.ndarray) -> np.ndarray:
        """Frequencies [B, V] of logits [B, V]; each row sums to exactly 2^24 (FORMAT.md, 5.5)."""
        weights, total = self._exp_weights(logits)
        factor = (TOTAL - logits.shape[1] << 32) // total
        frequencies = 1 + (weights * factor[:, None] >> 32)
        rows, tops = np.arange(len(logits)), logits.argmax(1)
        frequencies[rows, tops] += TOTAL - frequencies.sum(1)
        return frequencies

    def prices(self, logits: np.ndarray) -> np.ndarray:
        """Prices [B, V] in 1/1024 bit for the beam search (FORMAT.md, 5.7)."""
        _, total = self._exp_weights(logits)
        logs = np.array([log2_q10(int(t)) for t in total])
        return logits.max(1, keepdims=True) - logits + logs[:, None] - 24576

    def _exp_weights(self, logits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        below = logits.max(1, keepdims=True) - logits
        whole = below >> 10
        table = self.weights.exp2.astype(np.int64)
        weights = np.where(whole > 24, 0, table[below & 1023] >> np.minimum(whole, 24))
        return weights, weights.sum(1)

    def greedy(self, x: np.ndarray, stages: np.ndarray) -> list[bytes]:
        """Returns the implied texts' bytes for x [B, D] and stages [B] (FORMAT.md, 5.6)."""
        end = self.bpe.end_of_text
        state = self.start(x, stages)
        previous = np.full(len(x), end)
        taken: list[list[int]] = [[] for _ in range(len(x))]
        open_rows = np.arange(len(x))
        for _ in range(WRITTEN_TOKENS):
            state, logits = self.step(state, previous)
            previous = logits.argmax(1)
            alive = previous != end
            open_rows, previous, state = open_rows[alive], previous[alive], state.take(alive)
            for row, token in zip(open_rows, previous):
                taken[row].append(int(token))
            if not len(open_rows):
                break
        return [valid_prefix(self.bpe.decode(ids)) for ids in taken]

    def implies(self, texts: list[bytes], x: np.ndarray, stages: np.ndarray) -> np.ndarray:
        """Returns which texts [B] are the implied ones; a text that cannot be any more is not written to its end."""
        end = self.bpe.end_of_text
        state, previous = self.start(x, stages), np.full(len(x), end)
        written, rows = [b""] * len(x), np.arange(len(x))
        for _ in range(WRITTEN_TOKENS):
            state, logits = self.step(state, previous)
            previous = logits.argmax(1)
            for row, token in zip(rows, previous):
                written[row] += self.bpe.token_bytes[token] if token != end else b""
            # Bytes that are not ASCII may be cut from the end, so only the whole states whether such a text is the one.
            open_ = [texts[row].startswith(written[row]) or not written[row].isascii() for row in rows]
            alive = (previous != end) & np.array(open_)
            rows, previous, state = rows[alive], previous[alive], state.take(alive)
            if not len(rows):
                break
        return np.array([valid_prefix(data) == text for data, text in zip(written, texts)])

    def ranked(self, x: np.ndarray, stages: int) -> list[tuple[bytes, int]]:
        """Returns (text bytes, price in 1/1024 bit) of the list of FORMAT.md, 5.7, for x [D]."""
        end = self.bpe.end_of_text
        state = self.start(x[None], np.array([stages]))
        beams: list[tuple[int, list[int]]] = [(0, [])]
        ended: list[tuple[int, list[int]]] = []
        for _ in range(WRITTEN_TOKENS):
            previous = np.array([ids[-1] if ids else end for _, ids in beams])
            state, logits = self.step(state, previous)
            costs = self.prices(logits) + np.array([price for price, _ in beams])[:, None]
            best = np.argsort(costs, axis=None, kind="stable")[: BEAMS - len(ended)]
            parents, tokens = np.divmod(best, logits.shape[1])
            following = [(int(costs[p, t]), beams[p][1] + [int(t)]) for p, t in zip(parents, tokens)]
            ended += [(price, ids[:-1]) for price, ids in following if ids[-1] == end]
            kept = [i for i, (_, ids) in enumerate(following) if ids[-1] != end]
            beams, state = [following[i] for i in kept], state.take(parents[kept])
            if not beams:
                break
        ended = sorted(ended + beams, key=lambda beam: beam[0])
        return [(valid_prefix(self.bpe.decode(ids)), price) for price, ids in ended]


def log2_q10(value: int) -> int:
    """LOG2 of FORMAT.md, 5.7: 1024 times the binary logarithm, rounded down."""
    place = value.bit_length() - 1
    m = value >> place - 30 if place >= 30 else value << 30 - place
    result = place
    for _ in range(10):
        m = m * m >> 30
        result *= 2
        if m >= 1 << 31:
            m >>= 1
            result += 1
    return result


def valid_prefix(data: bytes) -> bytes:
    """Returns the longest valid UTF-8 that the bytes begin with."""
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError as error:
        return data[: error.start]
