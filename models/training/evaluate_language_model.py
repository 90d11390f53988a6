"""Prints what captions cost: Huffman, order-N, and the integer language model alone and given the code.

    evaluate_language_model.py --data DATA --pack PACK --vectors VECTORS [--json]

Texts: Flickr8k's test captions, detokenised, and the held-out slice of captions.tsv.xz. The language model's
figures come from the Python twin of the shipped integer arithmetic, which writes the bytes that Java writes
(bench/caption_twin.py); bytes are of the layer as it is sent, implied captions included. A few minutes on
one core.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import numpy as np

from gistcodec import caption, captions, quantizer
from gistcodec.language_model import LanguageModel, read_weights
from text_baselines import ByteContexts, StaticHuffman

LENGTHS = ((0, 40), (41, 60), (61, 2000))
STAGES = (0, 1, 4, 8, 16)
BATCH = 512
NAMES = {
    "huffman": "huffman", "order 6": "order_6", "model alone": "alone", "model given 1": "given_1",
    "model given 4": "given_4", "model given 8": "given_8", "model given 16": "given_code",
}


def main() -> None:
    args = parse_arguments()
    model = LanguageModel(read_weights((args.model or args.pack / "language_model.bin").read_bytes()))
    codewords = quantizer.read_codebooks((args.pack / "codebooks.bin").read_bytes()) if args.vectors else None
    sets = load_sets(args, codewords)
    table = Table()
    if not args.no_baselines:
        add_baselines(table, args.data, sets)
    add_language_model(table, model, codewords, sets)
    print(json.dumps(table.figures(), indent=1) if args.json else table.text())


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True, help="folder with language_model.bin and codebooks.bin")
    parser.add_argument("--model", type=Path, help="another language model file in place of the pack's")
    parser.add_argument("--vectors", type=Path, help="folder with image_vectors.npz; without it only 'alone' is measured")
    parser.add_argument("--limit", type=int, default=5000, help="captions of each set")
    parser.add_argument("--split", default="test", help="Flickr8k's split; test measures, val tunes")
    parser.add_argument("--no-baselines", action="store_true", help="leave Huffman and order 6 out")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    return parser.parse_args()


def load_sets(args, codewords) -> dict[str, tuple[list[str], np.ndarray | None]]:
    """Returns, by name, texts and their photos' codes [B, M]."""
    flickr = [row for row in captions.read_flickr8k(args.data) if row.split == args.split][: args.limit]
    loose = captions.read_captions(args.data)
    held_out = [loose[i] for i in captions.split_held_out(loose)[1]][: args.limit]
    codes = None
    if codewords is not None:
        images = np.load(args.vectors / "image_vectors.npz")
        row_of = {name: i for i, name in enumerate(images["files"])}
        photos, rows = np.unique([row_of[row.photo] for row in flickr], return_inverse=True)
        codes = quantizer.encode(codewords, images["vectors"][photos])[rows]
    return {f"flickr8k_{args.split}": ([row.text for row in flickr], codes), "held_out": (held_out, None)}


class Table:
    """Rows of bits and bytes by set and coder."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, np.ndarray, np.ndarray, np.ndarray]] = []

    def add(self, name: str, coder: str, texts: list[str], bits, sizes) -> None:
        chars = np.array([len(text) for text in texts])
        self.rows.append((name, coder, chars, np.asarray(bits, float), np.asarray(sizes, float)))
        print(f"{name} {coder}: {sum(bits) / chars.sum():.4f} bit/char", file=sys.stderr, flush=True)

    def text(self) -> str:
        head = f"{'captions':16} {'coder':22} {'bit/char':>9} {'bytes':>7}"
        lines = [head + "".join(f"{f'{a}-{b}' if b < 2000 else f'{a}-':>9}" for a, b in LENGTHS) + "   bit/char by length"]
        for name, coder, chars, bits, sizes in self.rows:
            line = f"{name:16} {coder:22} {bits.sum() / chars.sum():9.4f} {sizes.mean():7.2f}"
            for low, high in LENGTHS:
                inside = (chars >= low) & (chars <= high)
                line += f"{bits[inside].sum() / max(1, chars[inside].sum()):9.3f}"
            lines.append(line)
        return "\n".join(lines)

    def figures(self) -> dict:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, cwd=Path(__file__).parent)
        host = f"{cpu_name()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        rows = {(name, coder): (chars, bits, sizes) for name, coder, chars, bits, sizes in self.rows}
        return {"bench": "caption", "host": host, "commit": commit.stdout.strip(), "figures": list(named_figures(rows))}


def cpu_name() -> str:
    """The processor's name where /proc tells it."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0] if names else platform.machine()


def named_figures(rows) -> Iterator[dict]:
    """Yields the figures of DESIGN's names; rows: (set, coder) -> characters, bits, bytes of each caption."""
    goals = {"caption_bits_per_char_alone": 1.0, "caption_bits_per_char_given_code": 0.92}
    for (name, coder), (chars, bits, sizes) in rows.items():
        stem, tail = NAMES[coder], "" if name.startswith("flickr8k") else f"_{name}"
        own = bits.sum() / chars.sum()
        bits_name = f"caption_bits_per_char_{stem}{tail}" if coder.startswith("model") else f"{stem}_bits_per_char{tail}"
        bytes_name = f"caption_bytes_{stem}{tail}" if coder.startswith("model") else f"{stem}_bytes_per_caption{tail}"
        more = {}
        if bits_name in goals:
            more["goal"] = goals[bits_name]
        if coder.startswith("model") and (name, "huffman") in rows:
            rival = rows[name, "huffman"]
            more |= {"rival": "static Huffman", "ratio": round(float(rival[1].sum() / rival[0].sum() / own), 2)}
        yield figure(bits_name, own, "bit/char", **more)
        yield figure(bytes_name, sizes.mean(), "bytes")
        for low, high in LENGTHS if coder == "model given 16" else ():
            inside = (chars >= low) & (chars <= high)
            span = f"{low}_to_{high}" if high < 2000 else f"{low}_and_more"
            if inside.any():
                yield figure(f"caption_bits_per_char_given_code_{span}_chars", bits[inside].sum() / chars[inside].sum(), "bit/char")


def figure(name: str, value: float, unit: str, **more) -> dict:
    return {"name": name, "value": round(float(value), 4), "unit": unit, "better": "lower", **more}


def add_baselines(table: Table, data: Path, sets) -> None:
    loose = captions.read_captions(data)
    train = [loose[i] for i in captions.split_held_out(loose)[0]]
    train += [row.text for row in captions.read_flickr8k(data) if row.split == "train"]
    huffman, contexts = StaticHuffman(train), ByteContexts(train)
    for name, (texts, _) in sets.items():
        bits = np.array([huffman.bits(text) for text in texts])
        table.add(name, "huffman", texts, bits, np.ceil(bits / 8))
        bits = contexts.bits(texts)
        table.add(name, "order 6", texts, bits, np.ceil(bits / 8))


def add_language_model(table: Table, model: LanguageModel, codewords, sets) -> None:
    """Adds the model's rows: information in bits, and bytes of the shortest of implied, model and raw layers."""
    for name, (texts, codes) in sets.items():
        for stages in STAGES if codes is not None else (0,):
            x, n = condition(model, codewords, codes, len(texts), stages)
            bits, sizes = [], []
            for begin in range(0, len(texts), BATCH):
                part = slice(begin, begin + BATCH)
                layers, information = caption.code_and_price(model, texts[part], x[part], n[part])
                bits.append(information)
                data = [text.encode() for text in texts[part]]
                silent = model.implies(data, x[part], n[part])
                sizes += [0 if no else min(len(layer), 1 + len(text)) for no, layer, text in zip(silent, layers, data)]
            table.add(name, f"model given {stages}" if stages else "model alone", texts, np.concatenate(bits), sizes)


def condition(model, codewords, codes, count: int, stages: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns x [B, D] and stages [B]."""
    if stages == 0:
        return np.zeros((count, model.weights.condition_weight.shape[1]), np.int64), np.zeros(count, int)
    return quantizer.decode(codewords, codes, stages).astype(np.int64), np.full(count, stages)


if __name__ == "__main__":
    main()
