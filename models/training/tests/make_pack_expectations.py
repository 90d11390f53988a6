"""Writes what the Java tests compare a real pack with: vectors, tokens and words that torch and Python give for it.

    python models/training/tests/make_pack_expectations.py --data DATA \
        --pack models/packs/base-1/src/main/resources/io/gistwire/packs/base-1 \
        --out models/src/test/resources/io/gistwire/models/base-1.expected.json

Run it again whenever the pack changes. Nothing of the data goes into the file but names, vectors and sums.
"""
import argparse
import csv
import hashlib
import io
import json
import lzma
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from gistpack.glossary import Glossary

FILES = HERE.parents[2] / "src/test/resources/io/gistwire/models/picture/files"
PHOTOS = ["rgb.png", "baseline.jpg", "progressive.jpg", "grey.jpg", "lossy.webp"]
SENTENCES = ["A child in a pink dress is climbing up a set of stairs.", "Two dogs run through deep snow!", "a red double-decker bus in London",
             "People dancing at a wedding, seen from above", "naïve café with Zoë's piñata", "a man riding a wave on top of a surfboard",
             "3 people & 1 dog @ the beach...", "it's raining; don't forget the umbrella"]
LABELS = ["dog", "kitchen", "t-shirt", "front of a house", "sunflower", "lion fish", "tench", "Golden  Retriever", "crane"]
ODD = ["", " ", "\u00a0nbsp\u2003em", "ж кот 狗 跑", "🙂 smile", "x" * 300, "word " * 100, "\u0130stanbul \u03a3\u03a4\u03a3", "…—“quotes”", "a\u0301 e\u0300 ﬁne ½",
       "zero\u200bwidth \u0000nul \ufffd end", "C++ & C#: 100% <b>bold</b>", "e-mail: a.b@c.de", "１２３ ＡＢＣ", "don’t ‘stop’", "\u202eright to left"]
COUNT = 10_000


def tensor(image: Image.Image, size: int) -> torch.Tensor:
    """The pack's own operations: square crop, Pillow's bicubic horizontally first, (pixel - 127) / 128."""
    image = image.convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side)).resize((size, side), Image.BICUBIC).resize((size, size), Image.BICUBIC)
    pixels = torch.from_numpy(np.asarray(image).astype(np.float32))
    return ((pixels - 127) / 128).permute(2, 0, 1)[None]


class Texts:
    """The text encoder with its tokenizer and its manifest's rules."""

    def __init__(self, folder: Path, spec: dict):
        from tokenizers import BertWordPieceTokenizer

        self.spec = spec
        self.tokenizer = BertWordPieceTokenizer(str(folder / spec["tokenizer"]["vocabulary"]), lowercase=True, strip_accents=True)
        self.tokenizer.enable_truncation(spec["tokenizer"]["max_tokens"])
        self.network = torch.jit.load(str(folder / spec["file"]), map_location="cpu").eval()
        glossary = spec["queries"].get("label", {}).get("glossary")
        self.glossary = Glossary(folder / glossary if glossary else None)

    def vector(self, text: str, style: str) -> list[float]:
        rule = self.spec["queries"][style]
        by_weights = self.spec["queries"].get("divide_by", "length") == "weights"
        units = []
        glossary = self.glossary if style == "label" else Glossary(None)
        for asked in glossary.texts(text, rule["templates"]):
            ids = torch.tensor([self.tokenizer.encode(asked).ids])
            given = {"ids": ids, "mask": torch.ones_like(ids)}
            blocks = self.network(*(given[name] for name in self.spec["inputs"]))[0]
            weights = torch.tensor(rule["weights"])
            total = (weights[:, None] * blocks).sum(0)
            units.append(total / weights.norm() if by_weights else torch.nn.functional.normalize(total, dim=0))
        mean = torch.stack(units).mean(0)
        return (mean if by_weights else torch.nn.functional.normalize(mean, dim=0)).tolist()

    def ids(self, text: str) -> str:
        return " ".join(map(str, self.tokenizer.encode(text).ids))


def captions(data: Path) -> list[str]:
    with lzma.open(data / "captions.tsv.xz", "rt", encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["caption"] for _, row in zip(range(COUNT), rows)]


def words(folder: Path, manifest: dict, vectors: list[list[float]]) -> list[dict]:
    """Greedy codes of the vectors, what they decode to and the caption that they imply."""
    from gistcodec.consensus import choose
    from gistcodec.language_model import LanguageModel, read_weights
    from gistcodec.quantizer import decode, read_codebooks

    layers = {layer["kind"]: layer for layer in manifest["code"]["layers"]}
    books = read_codebooks((folder / layers["embedding"]["file"]).read_bytes())
    model = LanguageModel(read_weights((folder / layers["caption"]["file"]).read_bytes())) if "caption" in layers else None
    rows = []
    for vector in vectors:
        left, code = np.array(vector) * 16384, []
        for stage in books.astype(np.float64):
            code.append(int(((stage - left) ** 2).sum(1).argmin()))
            left = left - stage[code[-1]]
        x = decode(books, np.array([code], dtype=np.uint8), len(code))[0]
        row = {"code": bytes(code).hex(), "x_sum": int(np.abs(x.astype(np.int64)).sum())}
        if model:
            said = model.greedy(x[None].astype(np.int64), np.array([len(code)]))[0]
            row["caption"] = said.decode("utf-8")
            ranked = [(text.decode("utf-8"), price) for text, price in model.ranked(x.astype(np.int64), len(code))]
            row["composed"] = ranked[choose(ranked)][0]
        rows.append(row)
    return rows


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--pack", type=Path, required=True, help="the pack's folder")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    manifest = json.loads((options.pack / "manifest.json").read_text(encoding="utf-8"))
    image = torch.jit.load(str(options.pack / manifest["code"]["image_encoder"]["file"]), map_location="cpu").eval()
    size = manifest["code"]["preprocessing"][1]["width"]

    def vector(data: bytes) -> list[float]:
        out = image(tensor(Image.open(io.BytesIO(data)), size))
        return (out[0] if isinstance(out, tuple) else out)[0].tolist()

    photos = [{"file": name, "vector": vector((FILES / name).read_bytes())} for name in PHOTOS]
    real = []
    for archive, step in (("flickr8k.zip", 1500), ("kodak.zip", 6), ("imagenet-sample.zip", 200)):
        with zipfile.ZipFile(options.data / archive) as zipped:
            for name in sorted(n for n in zipped.namelist() if not n.endswith("/"))[::step]:
                real.append({"archive": archive, "file": name, "vector": vector(zipped.read(name))})
    texts = Texts(options.pack, manifest["server"]["text_encoder"])
    queries = [{"text": t, "style": s, "vector": texts.vector(t, s)} for s, group in (("sentence", SENTENCES), ("label", LABELS)) for t in group]
    digest = hashlib.sha256("".join(texts.ids(c) + "\n" for c in captions(options.data)).encode()).hexdigest()
    round_to = lambda row: {**row, "vector": [float(f"{v:.8g}") for v in row["vector"]]}
    options.out.write_text(json.dumps({
        "code_fingerprint": manifest["code_fingerprint"], "pack_version": manifest["pack_version"],
        "photos": [round_to(p) for p in photos], "data_photos": [round_to(p) for p in real], "queries": [round_to(q) for q in queries],
        "tokens": [{"text": t, "ids": texts.ids(t)} for t in SENTENCES + LABELS + ODD],
        "captions": {"count": COUNT, "sha256": digest}, "words": words(options.pack, manifest, [p["vector"] for p in photos + real]),
    }, ensure_ascii=False, indent=0), encoding="utf-8")
    print(f"{options.out}: {len(photos)} + {len(real)} photos, {len(queries)} queries")


if __name__ == "__main__":
    main()
