"""The caption layer: text to bytes and back, given the code (FORMAT.md, 5.1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .adaptive_bytes import AdaptiveBytes
from .language_model import BEAMS, LanguageModel, State, TOTAL
from .range_coder import RangeDecoder, RangeEncoder

MAX_TEXT_BYTES = 2000
MAX_TOKENS = 512
MODE_TOTAL = 256
IMPLIED, RANKED, ADAPTIVE, MODEL, RAW = (0, 1), (1, 16), (17, 6), (23, 232), (255, 1)


class CorruptCaption(ValueError):
    """Bytes that no writer makes."""


class Given(NamedTuple):
    """What a caption is coded given: x [D], Q14, of so many stages; stages 0 means nothing."""

    x: np.ndarray
    stages: int


def encode(model: LanguageModel, text: str, given: Given) -> bytes:
    """Returns the shortest of the modes; never more than one byte above the text's UTF-8."""
    return encode_many(model, [text], given.x[None], np.array([given.stages]))[0]


def encode_many(model: LanguageModel, texts: list[str], x: np.ndarray, stages: np.ndarray) -> list[bytes]:
    """Like `encode` for B texts given x [B, D], stages [B]; among equals the order is model, raw, adaptive."""
    silent = model.implies([text.encode("utf-8") for text in texts], x, stages)
    layers = []
    for text, implied_one, by_model in zip(texts, silent, with_model_many(model, texts, x, stages)):
        data = text.encode("utf-8")
        if len(data) > MAX_TEXT_BYTES:
            raise ValueError(f"caption has {len(data)} bytes of UTF-8; at most {MAX_TEXT_BYTES} are allowed")
        if implied_one:
            layers.append(b"")
        else:
            candidates = [by_model, b"\xff" + data, with_adaptive(data)]
            layers.append(min((c for c in candidates if c is not None), key=len))
    return layers


def implied(model: LanguageModel, given: Given) -> bytes:
    """Returns the bytes of the text that costs nothing."""
    return model.greedy(given.x[None], np.array([given.stages]))[0]


def with_rank(rank: int) -> bytes:
    """Returns the layer that names entry `rank` of the ranked list."""
    encoder = RangeEncoder()
    encoder.encode(*RANKED, MODE_TOTAL)
    encoder.encode(rank, 1, BEAMS)
    return encoder.finish()


def with_model(model: LanguageModel, text: str, given: Given) -> bytes | None:
    """Returns the layer in language model mode; None for texts of too many tokens."""
    return with_model_many(model, [text], given.x[None], np.array([given.stages]))[0]


def with_model_many(
    model: LanguageModel, texts: list[str], x: np.ndarray, stages: np.ndarray
) -> list[bytes | None]:
    """Like `with_model` for B texts given x [B, D], stages [B]."""
    return code_and_price(model, texts, x, stages)[0]


def code_and_price(
    model: LanguageModel, texts: list[str], x: np.ndarray, stages: np.ndarray
) -> tuple[list[bytes | None], np.ndarray]:
    """Returns layers in language model mode, None for texts of too many tokens, and information in bits [B]."""
    end = model.bpe.end_of_text
    tokens = [model.bpe.encode(text) + [end] for text in texts]
    fits = [len(ids) - 1 <= MAX_TOKENS for ids in tokens]
    encoders = [RangeEncoder() for _ in texts]
    for encoder in encoders:
        encoder.encode(*MODEL, MODE_TOTAL)
    bits = np.zeros(len(texts))
    rows = np.flatnonzero(fits)
    state, previous, step = model.start(x[rows], stages[rows]), np.full(len(rows), end), 0
    while len(rows):
        state, logits = model.step(state, previous)
        frequencies = model.frequencies(logits)
        previous = np.array([tokens[row][step] for row in rows])
        chosen = frequencies[np.arange(len(rows)), previous]
        bits[rows] += np.log2(TOTAL) - np.log2(chosen)
        for i, row in enumerate(rows):
            encoders[row].encode(int(frequencies[i, : previous[i]].sum()), int(chosen[i]), TOTAL)
        alive = previous != end
        rows, previous, state = rows[alive], previous[alive], state.take(alive)
        step += 1
    return [encoder.finish() if fit else None for encoder, fit in zip(encoders, fits)], bits


def with_adaptive(data: bytes) -> bytes | None:
    """Returns the layer in adaptive mode; None for the empty text, which the mode cannot say."""
    if not data:
        return None
    encoder, model = RangeEncoder(), AdaptiveBytes()
    encoder.encode(*ADAPTIVE, MODE_TOTAL)
    encoder.encode(len(data) - 1, 1, MAX_TEXT_BYTES)
    for byte in data:
        model.encode(encoder, byte)
    return encoder.finish()


def decode(model: LanguageModel, layer: bytes, given: Given) -> str:
    """Returns the text of a caption layer; CorruptCaption for bytes that no writer makes."""
    data = _decode_bytes(model, layer, given)
    if len(data) > MAX_TEXT_BYTES:
        raise CorruptCaption(f"caption of {len(data)} bytes; at most {MAX_TEXT_BYTES} are allowed")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorruptCaption(f"caption is not valid UTF-8: {error}") from error


def _decode_bytes(model: LanguageModel, layer: bytes, given: Given) -> bytes:
    if layer[:1] == b"\xff":
        return layer[1:]
    decoder = RangeDecoder(layer)
    target = decoder.target(MODE_TOTAL)
    mode = next(m for m in (IMPLIED, RANKED, ADAPTIVE, MODEL, RAW) if target < m[0] + m[1])
    decoder.consume(*mode, MODE_TOTAL)
    if mode == IMPLIED:
        return implied(model, given)
    if mode == RANKED:
        rank, entries = decoder.decode_uniform(BEAMS), model.ranked(given.x, given.stages)
        if rank >= len(entries):
            raise CorruptCaption(f"caption names entry {rank} of a list of {len(entries)}")
        return entries[rank][0]
    if mode == ADAPTIVE:
        length, bytes_model = decoder.decode_uniform(MAX_TEXT_BYTES) + 1, AdaptiveBytes()
        return bytes(bytes_model.decode(decoder) for _ in range(length))
    return _decode_tokens(model, decoder, given)


def _decode_tokens(model: LanguageModel, decoder: RangeDecoder, given: Given) -> bytes:
    end = model.bpe.end_of_text
    state: State = model.start(given.x[None], np.array([given.stages]))
    ids: list[int] = []
    size, previous = 0, end
    while size <= MAX_TEXT_BYTES:
        state, logits = model.step(state, np.array([previous]))
        sums = np.cumsum(model.frequencies(logits)[0])
        previous = int(np.searchsorted(sums, decoder.target(TOTAL), side="right"))
        below = int(sums[previous - 1]) if previous else 0
        decoder.consume(below, int(sums[previous]) - below, TOTAL)
        if previous == end:
            return model.bpe.decode(ids)
        if len(ids) == MAX_TOKENS:
            raise CorruptCaption(f"caption has no end within {MAX_TOKENS} tokens")
        ids.append(previous)
        size += len(model.bpe.token_bytes[previous])
    raise CorruptCaption(f"caption of more than {MAX_TEXT_BYTES} bytes")
