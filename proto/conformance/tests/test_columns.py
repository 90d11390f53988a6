"""The client's own columns against the examples of PROTOCOL.md, and against themselves."""

import pathlib
import random
import re
import unittest

from conformance.columns import pack, plain_column, rice_column, unpack, values_of
from conformance.protos import pb

PAGE = (pathlib.Path(__file__).resolve().parents[2] / "PROTOCOL.md").read_text()


def example(name):
    """The bytes of an example of the page."""
    block = re.search(r"```hex\s+" + name + r":([0-9a-f\s]+)```", PAGE)
    return bytes.fromhex("".join(block.group(1).split()))


def layer(kind, stages, data):
    return pb.Layer(kind=kind, conditioned_stages=stages, data=data)


class Columns(unittest.TestCase):
    def test_the_lone_gist_of_the_page_decodes(self):
        batch = pb.Batch.FromString(example("lone"))
        self.assertEqual(batch.first_sequence, 7)
        wanted = pb.Gist(layers=[layer(1, 0, b"\1\2\3\4"), layer(2, 4, b"")])
        self.assertEqual(unpack(batch), [wanted])

    def test_the_three_gists_of_the_page_decode(self):
        batch = pb.Batch.FromString(example("three"))
        self.assertEqual(batch.first_sequence, 300)
        first = pb.Gist(layers=[layer(1, 0, b"\xaa\xbb"), layer(2, 2, b"A")], capture_time_millis=1000)
        second = pb.Gist(layers=[layer(1, 0, b"\xaa\xcc")], capture_time_millis=1100)
        third = pb.Gist(layers=[layer(1, 0, b"\xaa\xcc"), layer(2, 2, b"BCD")], capture_time_millis=1230)
        self.assertEqual(unpack(batch), [first, second, third])

    def test_both_forms_of_a_column_come_back(self):
        dice = random.Random(7)
        for _ in range(300):
            values = [dice.randint(-500, 5000) for _ in range(dice.randint(1, 70))]
            self.assertEqual(values_of(plain_column(values), len(values)), values)
            for rice_bits in (0, 3, 9):
                self.assertEqual(values_of(rice_column(values, rice_bits), len(values)), values)

    def test_batches_come_back(self):
        dice = random.Random(11)
        for column in (plain_column, rice_column):
            for _ in range(100):
                gists = []
                for _ in range(dice.randint(1, 30)):
                    gist = pb.Gist(capture_time_millis=1_795_000_000_000 + dice.randint(-3000, 3000))
                    gist.photo_width_pixels = dice.choice([0, 640])
                    for kind in range(1, 9):
                        if dice.random() < 0.4:
                            gist.layers.append(layer(kind, 0, dice.randbytes(dice.randint(0, 20))))
                    gists.append(gist)
                self.assertEqual(unpack(pack(5, gists, column)), gists)


if __name__ == "__main__":
    unittest.main()
