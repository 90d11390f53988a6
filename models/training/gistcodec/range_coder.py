"""The range coder of FORMAT.md, section 2, in plain integers."""

from __future__ import annotations

WHOLE = 1 << 56
MIN_RANGE = 1 << 48


class RangeEncoder:
    """Narrows an interval symbol by symbol; `finish` names its shortest number.

    Invariants: 0 <= low < 2^56, 2^48 < range <= 2^56 between calls.
    """

    def __init__(self) -> None:
        self._out = bytearray()
        self._low = 0
        self._range = WHOLE

    def encode(self, cumulative: int, frequency: int, total: int) -> None:
        """Takes the part [cumulative, cumulative + frequency) of total (at most 2^24)."""
        unit = self._range // total
        skipped = unit * cumulative
        self._low += skipped
        self._range = unit * frequency if cumulative + frequency < total else self._range - skipped
        self._carry()
        while self._range <= MIN_RANGE:
            self._shift_out()
            self._range <<= 8

    def encode_bit(self, bit: int, probability_of_one: int) -> None:
        """Codes a bit; the probability is in 1/65536, 1 to 65535."""
        if bit:
            self.encode(0, probability_of_one, 1 << 16)
        else:
            self.encode(probability_of_one, (1 << 16) - probability_of_one, 1 << 16)

    def finish(self) -> bytes:
        """Returns the shortest bytes in the interval; missing bytes read as zero."""
        count = 0
        while True:
            step = 1 << (56 - 8 * count)
            value = (self._low + step - 1) // step * step
            if value < self._low + self._range:
                break
            count += 1
        self._low = value
        self._carry()
        for _ in range(count):
            self._shift_out()
        return bytes(self._out).rstrip(b"\0")

    def _carry(self) -> None:
        if self._low < WHOLE:
            return
        self._low -= WHOLE
        i = len(self._out) - 1
        while self._out[i] == 255:
            self._out[i] = 0
            i -= 1
        self._out[i] += 1

    def _shift_out(self) -> None:
        self._out.append(self._low >> 48)
        self._low = (self._low << 8) & (WHOLE - 1)


class RangeDecoder:
    """Reads what RangeEncoder wrote; bytes that are missing are zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 7
        self._code = int.from_bytes(data[:7].ljust(7, b"\0"), "big")
        self._range = WHOLE
        self._unit = 0

    def target(self, total: int) -> int:
        """Returns where in the total the next symbol lies; `consume` must follow."""
        self._unit = self._range // total
        return min(self._code // self._unit, total - 1)

    def consume(self, cumulative: int, frequency: int, total: int) -> None:
        """Steps over the symbol with this part of the total."""
        skipped = self._unit * cumulative
        self._code -= skipped
        self._range = self._unit * frequency if cumulative + frequency < total else self._range - skipped
        while self._range <= MIN_RANGE:
            following = self._data[self._position] if self._position < len(self._data) else 0
            self._position += 1
            self._code = self._code << 8 | following
            self._range <<= 8

    def decode_uniform(self, count: int) -> int:
        """Returns a number below count."""
        number = self.target(count)
        self.consume(number, 1, count)
        return number

    def decode_bit(self, probability_of_one: int) -> int:
        """Returns a bit of this probability (in 1/65536)."""
        if self.target(1 << 16) < probability_of_one:
            self.consume(0, probability_of_one, 1 << 16)
            return 1
        self.consume(probability_of_one, (1 << 16) - probability_of_one, 1 << 16)
        return 0
