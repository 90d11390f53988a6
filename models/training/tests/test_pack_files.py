"""Files of a pack: labels, manifest, compact networks, vocabulary."""
import json
import struct

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

from gistpack import labels, manifest, stored, vocabulary
from gistpack.towers import TextTower
from gistpack.minilm import MiniLM, pad
from pathlib import Path

HERE = Path(__file__).parent.parent


def test_the_label_list_is_well_formed_and_long_enough():
    chosen = labels.read(HERE / "labels.txt")
    assert len(chosen) >= 300
    assert {"scene", "animal", "people", "colour", "vehicle", "weather"} <= {l.group for l in chosen}


def test_captions_name_labels_by_whole_words_and_plurals():
    chosen = [labels.Label("dog", "animal", ("dog", "puppy")), labels.Label("hot dog", "food", ("hot dog",))]
    named = labels.mentions(chosen, ["Two dogs run.", "A dogma.", "A man eats a hot dog.", "Puppy!"])
    assert named.tolist() == [[True, False], [False, False], [True, True], [True, False]]


def read_file(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """W int8 [L, D], multipliers and biases int16 [N + 1, L], shift."""
    raw = path.read_bytes()
    magic, version, stages, shift, _, count, width = struct.unpack_from("<4sBBBBHH", raw)
    size = 12 + count * width + 4 * (stages + 1) * count
    if magic != b"GWAT" or version != 1 or len(raw) != size:
        raise ValueError(f"{path} is no attributes file of version 1 with {size} bytes: it has {len(raw)}, starts with {raw[:5]!r}")
    weights = np.frombuffer(raw, np.int8, count * width, 12).reshape(count, width)
    tables = np.frombuffer(raw, "<i2", offset=12 + count * width).reshape(2, stages + 1, count)
    return weights, tables[0], tables[1], shift


def logits(file: tuple[np.ndarray, np.ndarray, np.ndarray, int], x: np.ndarray, stages: int) -> np.ndarray:
    """Q8 logits int64 [N, L] of decoded prefixes x, int32 Q14 [N, D], exactly as the codec computes them."""
    weights, multipliers, biases, shift = file
    dot = np.clip(x, -32768, 32767).astype(np.int64) @ weights.astype(np.int64).T
    return np.clip((dot * multipliers[stages].astype(np.int64) >> shift) + biases[stages], -2047, 2047)


def test_integer_label_logits_follow_the_float_ones(tmp_path):
    generator = torch.Generator().manual_seed(0)
    weights = torch.randn(7, 32, generator=generator)
    slopes, biases = torch.rand(17, 7, generator=generator) + 0.5, torch.randn(17, 7, generator=generator)
    labels.write(weights, slopes, biases, tmp_path / "attributes.bin")
    x = torch.nn.functional.normalize(torch.randn(5, 32, generator=generator), dim=1)
    integers = np.rint(x.numpy() * 16384).astype(np.int32)
    expected = (slopes[8] * (x @ weights.T) + biases[8]).numpy()
    got = logits(read_file(tmp_path / "attributes.bin"), integers, 8) / 256
    assert np.abs(got - expected).max() < 0.05


def test_the_fingerprint_changes_with_a_file_and_not_with_its_name(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"one")
    (tmp_path / "b.bin").write_bytes(b"one")
    (tmp_path / "c.bin").write_bytes(b"two")
    prints = [manifest.fingerprint({"dimension": 4, "layers": [{"file": f}]}, tmp_path) for f in ("a.bin", "b.bin", "c.bin")]
    assert prints[0] == prints[1] != prints[2]
    assert len(prints[0]) == 16


def test_a_written_manifest_lists_every_file_with_its_size(tmp_path):
    (tmp_path / "w.bin").write_bytes(b"12345")
    manifest.write(tmp_path, {"name": "x", "code": {"file": "w.bin"}}, {"w.bin": "device"})
    read = json.loads((tmp_path / "manifest.json").read_text())
    assert read["files"] == [{"path": "w.bin", "bytes": 5, "sha256": manifest.digest(tmp_path / "w.bin"), "part": "device"}]


@pytest.mark.parametrize("bits,near", [(16, 2e-3), (8, 3e-2)])
def test_compact_networks_come_back_from_their_file_as_they_were(tmp_path, bits, near):
    torch.manual_seed(0)
    plain = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, 2, padding=1, bias=True), torch.nn.ReLU(), torch.nn.Flatten(),
                                torch.nn.Linear(128, 6)).eval()
    x = torch.randn(4, 3, 8, 8)
    expected = plain(x)
    small = stored.compact(plain, bits)
    torch.jit.script(small).save(str(tmp_path / "n.pt"))
    loaded = torch.jit.load(str(tmp_path / "n.pt"))
    assert torch.equal(loaded(x), small(x))
    assert (loaded(x) - expected).abs().max() < near


def test_padding_changes_no_text_vector():
    torch.manual_seed(0)
    tower = TextTower(MiniLM(50, layers=2, positions=16)).eval()
    alone, _ = tower(pad([[2, 7, 9, 3]]))
    together, _ = tower(pad([[2, 7, 9, 3], [2, 5, 6, 7, 8, 9, 3]]))
    assert torch.allclose(alone[0], together[0], atol=1e-5)


def test_unknown_words_are_read_by_their_pieces(tmp_path):
    path = tmp_path / "v.txt"
    vocabulary.write(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "dog", "##s", "é"], path)
    tokenizer = vocabulary.wordpiece(path)
    assert tokenizer.encode("A DOGS").tokens == ["[CLS]", "a", "dog", "##s", "[SEP]"]
    assert tokenizer.encode("quokka").tokens == ["[CLS]", "[UNK]", "[SEP]"]
