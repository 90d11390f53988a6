"""The Python quantiser equals the Java one to the bit: every residual case of the codec's golden files, and as many
more as `--cases` has (made by io.gistwire.codec.golden.GoldenWriter)."""

from __future__ import annotations

import argparse
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "models" / "training"))

from gistcodec import quantizer  # noqa: E402

GOLDEN = ROOT / "codec" / "src" / "test" / "resources" / "golden" / "v1"


class JavaRandom:
    """java.util.Random: the cases' queries are made with it."""

    def __init__(self, seed: int):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def next(self, bits: int) -> int:
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> (48 - bits)

    def below(self, bound: int) -> int:
        """nextInt(bound) for a bound that is no power of two."""
        while True:
            bits = self.next(31)
            if bits - bits % bound + bound - 1 < 1 << 31:
                return bits % bound


def crc32c(data: bytes, table=[]) -> int:
    if not table:
        for value in range(256):
            for _ in range(8):
                value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
            table.append(value)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def bits(value: np.float32) -> str:
    return f"{np.float32(value).view(np.uint32):x}"


def meaning(words: np.ndarray, seed: int, code: bytes) -> str:
    m, _, d = words.shape
    codes = np.zeros((1, m), np.int64)
    codes[0, : len(code)] = list(code)
    x = quantizer.decode(words, codes, len(code))
    random = JavaRandom(~seed)
    query = np.array([np.float32(random.below(2001) - 1000) / np.float32(1500) for _ in range(d)], np.float32)
    norm = quantizer.inverse_norms(x)[0]
    score = quantizer.exact_scores(words, query, codes, len(code))[0]
    return f"{len(code)} indices {crc32c(x[0].astype('>i4').tobytes()):x} norm {bits(norm)} score {bits(score)}"


def check(cases: pathlib.Path) -> int:
    words = quantizer.read_codebooks((GOLDEN / "codebooks-residual.bin").read_bytes())
    count = 0
    for line in cases.read_text().splitlines():
        kind, seed, layer, expected = line.split("\t")
        if kind == "residual":
            code = b"" if layer == "-" else bytes.fromhex(layer)
            assert meaning(words, int(seed), code) == expected, line
            count += 1
    return count


def test_residual_golden_cases_decode_and_score_as_in_java():
    assert check(GOLDEN / "cases.tsv") == 40


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=pathlib.Path, default=GOLDEN / "cases.tsv")
    print(check(parser.parse_args().cases), "codes decode and score as in Java")
