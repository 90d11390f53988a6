"""Batches in columns, both ways, as PROTOCOL.md describes them."""

from __future__ import annotations

from math import gcd
from typing import Iterable, List, Sequence

from .protos import pb


def plain_column(values: Sequence[int]):
    """An IntegerColumn with its offsets written out."""
    return pb.IntegerColumn(offsets=values)


def rice_column(values: Sequence[int], rice_bits: int = 4):
    """An IntegerColumn in Rice code; the unit is the greatest common divisor."""
    base = min(values)
    unit = 0
    for value in values:
        unit = gcd(unit, value - base)
    bits = ""
    for value in values:
        offset = (value - base) // (unit or 1)
        low = format(offset & (1 << rice_bits) - 1, f"0{rice_bits}b") if rice_bits else ""
        bits += "1" * (offset >> rice_bits) + "0" + low
    bits += "0" * (-len(bits) % 8)
    rice = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    return pb.IntegerColumn(base=base, unit=unit, rice_bits=rice_bits, rice=rice)


def values_of(column, count: int) -> List[int]:
    """The values of a column, in any of its three forms."""
    if column.offsets:
        offsets = list(column.offsets)
    elif column.rice:
        offsets = _rice_offsets(column, count)
    else:
        offsets = [0] * count
    if len(offsets) != count:
        raise ValueError(f"column has {len(offsets)} values; {count} are needed")
    return [column.base + (column.unit or 1) * offset for offset in offsets]


def _rice_offsets(column, count: int) -> List[int]:
    bits = "".join(format(octet, "08b") for octet in column.rice)
    position = 0
    offsets = []
    for _ in range(count):
        end = bits.index("0", position)
        quotient = end - position
        position = end + 1 + column.rice_bits
        low = bits[end + 1 : position]
        offsets.append(quotient << column.rice_bits | int(low or "0", 2))
    if len(bits) - position >= 8 or "1" in bits[position:]:
        raise ValueError("bits are left over")
    return offsets


def pack(first_sequence: int, gists: Sequence, column=plain_column):
    """Lays Gist messages out in a Batch; `column` makes the columns of integers."""
    batch = pb.Batch(first_sequence=first_sequence, first_capture_time_millis=gists[0].capture_time_millis)
    if len(gists) > 1:
        batch.gist_count = len(gists)
        times = [gist.capture_time_millis for gist in gists]
        batch.capture_delta_millis.CopyFrom(column([b - a for a, b in zip(times, times[1:])]))
    for field in ("photo_width_pixels", "photo_height_pixels"):
        sides = [getattr(gist, field) for gist in gists]
        if any(sides):
            getattr(batch, field).CopyFrom(column(sides))
    for kind in sorted({layer.kind for gist in gists for layer in gist.layers}):
        batch.columns.append(_layer_column(kind, gists, column))
    return batch


def _layer_column(kind: int, gists: Sequence, column):
    found = [next((layer for layer in gist.layers if layer.kind == kind), None) for gist in gists]
    held = [layer for layer in found if layer is not None]
    packed = pb.LayerColumn(kind=kind, data=b"".join(layer.data for layer in held))
    packed.lengths.CopyFrom(column([len(layer.data) for layer in held]))
    packed.conditioned_stages.CopyFrom(column([layer.conditioned_stages for layer in held]))
    if len(held) < len(gists):
        packed.presence = presence_bits([layer is not None for layer in found])
    return packed


def presence_bits(present: Iterable[bool]) -> bytes:
    """One bit a gist, the first in the highest bit."""
    bits = "".join("1" if bit else "0" for bit in present)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def unpack(batch) -> List:
    """The Gist messages of a Batch."""
    count = batch.gist_count or 1
    gists = [pb.Gist() for _ in range(count)]
    time = batch.first_capture_time_millis
    for gist, delta in zip(gists, [0] + values_of(batch.capture_delta_millis, count - 1)):
        time += delta
        gist.capture_time_millis = time
    for field in ("photo_width_pixels", "photo_height_pixels"):
        for gist, side in zip(gists, values_of(getattr(batch, field), count)):
            setattr(gist, field, side)
    for column in batch.columns:
        _unpack_layers(column, gists)
    return gists


def _unpack_layers(column, gists: Sequence) -> None:
    bits = "".join(format(octet, "08b") for octet in column.presence) or "1" * len(gists)
    holders = [gist for gist, bit in zip(gists, bits) if bit == "1"]
    count = len(holders)
    even = len(column.data) // count
    lengths = values_of(column.lengths, count) if column.HasField("lengths") else [even] * count
    shared = values_of(column.shared_leading_bytes, count)
    if column.HasField("conditioned_stages"):
        stages = values_of(column.conditioned_stages, count)
    else:
        embeddings = [[layer.data for layer in gist.layers if layer.kind == 1] for gist in holders]
        stages = [min(16, len(codes[0])) if codes else 0 for codes in embeddings]
    previous, position = b"", 0
    for gist, length, same, stage in zip(holders, lengths, shared, stages):
        end = position + length - same
        previous = previous[:same] + column.data[position:end]
        position = end
        gist.layers.append(pb.Layer(kind=column.kind, conditioned_stages=stage, data=previous))
    if position != len(column.data):
        raise ValueError("lengths do not add up to the data")
