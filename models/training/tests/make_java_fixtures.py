"""Writes what the Java tests of `models` compare with: pictures with their pixels, a tiny pack, tokenised texts.

Everything is seeded and made here; nothing comes from a data set. Run from the repository's root:

    python models/training/tests/make_java_fixtures.py --out models/src/test/resources/io/gistwire/models

The expected values come from Pillow, numpy, torch and Hugging Face's tokenizers, never from our Java.
"""
import argparse
import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gistpack.manifest import digest, fingerprint  # noqa: E402
from java_fixture_pictures import SEED, resized, scene, write_pictures, write_shapes  # noqa: E402

LABELS = [("dog", "animal"), ("cat", "animal"), ("beach", "scene"), ("red", "colour"), ("indoors", "scene"), ("two people", "people")]
D = 16


class TinyImageEncoder(nn.Module):
    """float [N, 3, 32, 32] -> float [N, 16] of length 0.9, and the cells' vectors [N, 16, 3, 3]."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 4, 4)
        self.second = nn.Conv2d(8, 16, 3, 2)
        self.out = nn.Linear(16, D)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.relu(self.second(x))
        cells = nn.functional.linear(x.movedim(1, -1), self.out.weight, self.out.bias).movedim(-1, 1)
        return 0.9 * nn.functional.normalize(self.out(x.mean((2, 3))), dim=1), 0.9 * nn.functional.normalize(cells, dim=1)


class TinyTextEncoder(nn.Module):
    """ids, mask int64 [N, T] -> float [N, 2, 16]: two blocks in different halves."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.words = nn.Embedding(vocabulary, 24)
        self.joint = nn.Linear(24, D // 2)
        self.conse = nn.Linear(24, D // 2)

    def forward(self, ids, mask):
        weight = mask.unsqueeze(2).float()
        mean = (self.words(ids) * weight).sum(1) / weight.sum(1)
        joint = nn.functional.normalize(self.joint(mean), dim=1)
        zeros = torch.zeros_like(joint)
        conse = nn.functional.normalize(self.conse(mean), dim=1)
        return torch.stack([torch.cat([joint, zeros], 1), torch.cat([zeros, conse], 1)], 1)


VOCABULARY = """[PAD] [UNK] [CLS] [SEP] a an the dog cat man woman child red blue green runs run ##s ##ning sits on in
grass beach with and ball photo of . , ! ? - ' two three people street car ##er ##ed play ##ing snow mountain water b c d e f g
h i j k l m n o p q r s t u v w x y z ##a ##b ##c ##d ##e ##f ##g ##h ##i ##j ##k ##l ##m ##n ##o ##p ##q ##r ##t ##u ##v ##w ##x ##y ##z
0 1 2 3 4 5 6 7 8 9 ##0 ##1 ##2 ##3 ##4 ##5 ##6 ##7 ##8 ##9 the quick brown 狗 跑""".split()

TEXTS = ["a dog runs on grass", "A Dog RUNS, on grass!", "two people playing in the snow.", "café naïve Ångström", "don't stop",
         "狗跑 fast", "x" * 150, "a\tb\nc  d", "supercalifragilistic", "zero\u200bwidth \u0000nul \ufffd end", "3 cats & 12 dogs @ home",
         "…—“quotes”", "\u0130stanbul \u03a3\u03a4\u03a3", "word " * 100, "🙂 smile", "a\u0301 e\u0300", "ﬁne ½", "?", "\u00a0nbsp\u2003em", "ж кот"]


def write_wordpiece(out: Path) -> Path:
    """Vocabulary and the ids that Hugging Face's tokenizer gives, one text a line as JSON."""
    from tokenizers import BertWordPieceTokenizer

    words = list(dict.fromkeys(VOCABULARY))
    path = out / "text_vocabulary.txt"
    path.write_text("\n".join(words) + "\n", encoding="utf-8")
    tokenizer = BertWordPieceTokenizer(str(path), lowercase=True, strip_accents=True)
    tokenizer.enable_truncation(24)
    return path, tokenizer


def codebooks(rng: np.random.Generator) -> bytes:
    """A residual quantiser 16 x 256 x 16 with shrinking random codewords (coarse, so that it packs well)."""
    words = np.stack([rng.normal(0, 4000 * 0.75 ** s, (256, D)) for s in range(16)])
    words = (np.round(words / 64) * 64).clip(-32767, 32767).astype("<i2")
    return b"GWCB" + struct.pack("<BBBBHHHH", 1, 1, 0, 0, 16, 256, D, D) + words.tobytes()


class Attributes:
    """Random label tables (FORMAT.md, 6.1); a label holds when its logit is not negative."""

    def __init__(self, rng: np.random.Generator):
        count = len(LABELS)
        self.shift = 14
        self.weights = rng.integers(-127, 128, (count, D)).astype(np.int8)
        self.multipliers = np.tile(rng.integers(4, 12, count).astype("<i2"), (17, 1))
        self.biases = rng.integers(-200, 200, (17, count)).astype("<i2")

    def to_bytes(self) -> bytes:
        header = b"GWAT" + struct.pack("<BBBBHH", 1, 16, self.shift, 0, len(LABELS), D)
        return header + self.weights.tobytes() + self.multipliers.tobytes() + self.biases.tobytes()

    def implied(self, x: np.ndarray, stages: int) -> list[str]:
        dots = self.weights.astype(np.int64) @ x.astype(np.int64)
        logits = (dots * self.multipliers[stages] >> self.shift) + self.biases[stages]
        return [name for (name, _), logit in zip(LABELS, logits) if logit >= 0]


def write_words(folder: Path, rng: np.random.Generator) -> Attributes:
    """The tiny language model of the codec's tests, label list and label tables."""
    from make_test_language_model import make_weights

    (folder / "language.bin").write_bytes(make_weights(np.random.default_rng(4)).to_bytes())
    attributes = Attributes(rng)
    (folder / "attributes.bin").write_bytes(attributes.to_bytes())
    labels = [{"name": name, "group": group} for name, group in LABELS]
    (folder / "labels.json").write_text(json.dumps({"labels": labels}) + "\n")
    return attributes


def expected_words(folder: Path, attributes: Attributes) -> list[dict]:
    """For some codes: what their prefixes decode to, imply as caption, and imply as labels."""
    from gistcodec.language_model import LanguageModel, read_weights
    from gistcodec.quantizer import decode, read_codebooks

    model = LanguageModel(read_weights((folder / "language.bin").read_bytes()))
    words = read_codebooks((folder / "codebooks.bin").read_bytes())
    rows = []
    for i, code in enumerate(np.random.default_rng(SEED).integers(0, 256, (8, 16), dtype=np.uint8)):
        stages = [16, 16, 8, 8, 4, 2, 1, 16][i]
        x = decode(words, code[None], stages)[0]
        caption = model.greedy(x[None].astype(np.int64), np.array([stages]))[0]
        rows.append({"code": code[:stages].tobytes().hex(), "x": x.tolist(), "caption": caption.decode("utf-8"),
                     "labels": attributes.implied(x, stages)})
    return rows


def write_manifest(folder: Path, parts: dict[str, str], code: dict, rest: dict) -> None:
    manifest = {
        "format": 1, **rest, "code_fingerprint": fingerprint(code, folder), "code": code,
        "metrics": [{"name": "seed", "value": SEED, "unit": "", "command": "make_java_fixtures.py"}],
        "files": [{"path": n, "bytes": (folder / n).stat().st_size, "sha256": digest(folder / n), "part": p} for n, p in parts.items()],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def save(network: torch.jit.ScriptModule, path: Path) -> None:
    from lean_torchscript import lean

    torch.jit.save(network, path)
    lean(path)


@torch.no_grad()
def write_pack(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    image = TinyImageEncoder().eval()
    save(torch.jit.freeze(torch.jit.trace(image, torch.zeros(1, 3, 32, 32))), folder / "image_encoder.pt")
    (folder / "codebooks.bin").write_bytes(codebooks(rng))
    attributes = write_words(folder, rng)
    (folder / "MODEL_CARD.md").write_text("# tiny\nRandom weights for tests.\n")
    _, tokenizer = write_wordpiece(folder)
    text = TinyTextEncoder(tokenizer.get_vocab_size()).eval()
    save(torch.jit.freeze(torch.jit.script(text)), folder / "text_encoder.pt")
    code = {
        "dimension": D,
        "preprocessing": [
            {"op": "crop_square"}, {"op": "resize", "width": 32, "height": 32, "filter": "bicubic"},
            {"op": "normalise", "scale": "1", "mean": ["127", "127", "127"], "std": ["128", "128", "128"]},
            {"op": "tensor", "layout": "nchw", "channels": "rgb"}],
        "image_encoder": {"runtime": "torchscript", "file": "image_encoder.pt"},
        "layers": [{"kind": "embedding", "codec": "rq", "file": "codebooks.bin", "min_bytes": 1, "max_bytes": 16, "prefixes": True},
            {"kind": "caption", "codec": "gru", "file": "language.bin", "max_bytes": 2001},
            {"kind": "attributes", "codec": "labels", "file": "attributes.bin", "max_bytes": 8, "labels": {"file": "labels.json"}},
            {"kind": "layout", "codec": "dct", "min_bytes": 8, "max_bytes": 32},
            {"kind": "semantic_map", "codec": "labels", "labels": {"file": "labels.json"}, "grid": 3, "max_bytes": 40},
            {"kind": "sketch", "codec": "edges", "max_bytes": 120},
            {"kind": "thumbnail", "codec": "webp", "max_bytes": 900}],
    }
    write_manifest(folder, {"image_encoder.pt": "device", "codebooks.bin": "device", "MODEL_CARD.md": "device",
                            "language.bin": "device", "attributes.bin": "device", "labels.json": "device",
                            "text_encoder.pt": "server", "text_vocabulary.txt": "server"}, code, {
        "name": "tiny", "pack_version": "1.0.0", "description": "Random weights for tests, with a “quoted” word.",
        "licence": {"id": "Apache-2.0", "summary": "Do what you like.", "file": "MODEL_CARD.md"},
        "device": {"embedding_bytes": 16, "caption_beams": 4},
        "server": {"logit_scale": 20.0, "text_encoder": {
            "runtime": "torchscript", "file": "text_encoder.pt",
            "tokenizer": {"kind": "wordpiece", "vocabulary": "text_vocabulary.txt", "lower_case": True, "max_tokens": 24},
            "inputs": ["ids", "mask"], "blocks": ["joint", "conse"],
            "queries": {"sentence": {"weights": [1.0, 0.25], "templates": ["{}"]},
                        "label": {"weights": [1.0, 0.5], "templates": ["a photo of a {}.", "{}"]}},
            "label_max_words": 2}}})
    expected = {"texts": [], "vectors": []}
    for line in TEXTS:
        expected["texts"].append({"text": line, "ids": tokenizer.encode(line).ids})
    for query, weights, templates in [("a dog runs on grass", (1, 0.25), ["{}"]), ("cat", (1, 0.5), ["a photo of a {}.", "{}"])]:
        units = []
        for template in templates:
            ids = torch.tensor([tokenizer.encode(template.replace("{}", query)).ids])
            blocks = text(ids, torch.ones_like(ids))[0]
            units.append(nn.functional.normalize(weights[0] * blocks[0] + weights[1] * blocks[1], dim=0))
        mean = nn.functional.normalize(torch.stack(units).mean(0), dim=0)
        expected["vectors"].append({"query": query, "vector": mean.tolist()})
    pixels = torch.from_numpy(np.asarray(resized(Image.fromarray(scene(61, 43)[:, 9:52]), 32, 32, Image.BICUBIC)).astype(np.float32))
    tensor = ((pixels - 127) / 128).permute(2, 0, 1)[None]
    expected["photo"] = image(tensor)[0][0].tolist()
    expected["words"] = expected_words(folder, attributes)
    (folder.parent / "tiny.expected.json").write_text(json.dumps(expected, indent=0, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of test resources")
    options = parser.parse_args()
    torch.set_num_threads(1)
    write_pictures(options.out / "picture" / "files")
    write_shapes(options.out / "picture" / "shapes")
    write_pack(options.out / "tiny")
    total = sum(f.stat().st_size for f in options.out.rglob("*") if f.is_file())
    print(f"{total} bytes in {options.out}")


if __name__ == "__main__":
    main()
