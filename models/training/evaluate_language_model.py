"""Prints what captions cost: Huffman, order-N, and the integer language model alone and given the code.

    evaluate_language_model.py --data DATA --model language_model.bin --codebooks codebooks.bin --vectors VECTORS

Texts: Flickr8k's test captions, detokenised, and the held-out slice of captions.tsv.xz. The language model's
figures come from the Python twin of the shipped integer arithmetic. With --write-set the captions and codes
go to a file that `io.gistwire.codec.language.CaptionTable` (codec/bench) reads: it prints the same figures and
the same SHA-256 over every layer from the Java side.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np

from gistcodec import caption, captions, quantizer
from gistcodec.language_model import LanguageModel, read_weights
from text_baselines import ByteContexts, StaticHuffman

LENGTHS = ((0, 40), (41, 60), (61, 2000))
STAGES = (0, 1, 4, 8, 16)


def main() -> None:
    args = parse_arguments()
    model = LanguageModel(read_weights(args.model.read_bytes()))
    codewords = quantizer.read_codebooks(args.codebooks.read_bytes()) if args.codebooks else None
    sets = load_sets(args, codewords)
    if args.write_set:
        write_set(args.write_set, sets)
    table = Table()
    if not args.no_baselines:
        add_baselines(table, args.data, sets)
    digest = add_language_model(table, model, codewords, sets)
    print(f"sha256 of all layers: {digest}", file=sys.stderr)
    print(json.dumps(table.figures(), indent=1) if args.json else table.text())


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="language_model.bin")
    parser.add_argument("--codebooks", type=Path, help="codebooks.bin; without it only 'alone' is measured")
    parser.add_argument("--vectors", type=Path, help="folder with image_vectors.npz")
    parser.add_argument("--limit", type=int, default=5000, help="captions of each set")
    parser.add_argument("--split", default="test", help="Flickr8k's split; test measures, val tunes")
    parser.add_argument("--write-set", type=Path)
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--json", action="store_true")
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


def write_set(path: Path, sets) -> None:
    """Writes a line a caption: set, code in hex (or nothing), text in hex."""
    with path.open("w", encoding="ascii", newline="\n") as file:
        for name, (texts, codes) in sets.items():
            for i, text in enumerate(texts):
                code = bytes(codes[i].astype(np.uint8)).hex() if codes is not None else ""
                file.write(f"{name}\t{code}\t{text.encode().hex()}\n")


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
        figures = []
        for name, coder, chars, bits, sizes in self.rows:
            for unit, value in (("bit/char", bits.sum() / chars.sum()), ("bytes", sizes.mean())):
                figures.append({"name": f"{name}.{coder}", "value": round(float(value), 4), "unit": unit, "better": "lower"})
            if name == "flickr8k_test":
                figures += named(coder, bits.sum() / chars.sum(), sizes.mean())
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
        return {"bench": "caption", "host": platform.processor() or platform.machine(), "commit": commit, "figures": figures}


def named(coder: str, bits_per_char: float, size: float) -> list[dict]:
    """Returns the figures that have stable names."""
    figure = lambda name, value, unit, **more: {"name": name, "value": round(float(value), 4), "unit": unit, "better": "lower", **more}
    return {
        "huffman": [figure("huffman_bits_per_char", bits_per_char, "bit/char")],
        "model alone": [figure("caption_bits_per_char_alone", bits_per_char, "bit/char", goal=1.0)],
        "model given 16": [
            figure("caption_bits_per_char_given_code", bits_per_char, "bit/char", goal=0.92),
            figure("caption_bytes_given_code", size, "bytes"),
        ],
    }.get(coder, [])


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


def add_language_model(table: Table, model: LanguageModel, codewords, sets) -> str:
    """Adds the model's rows; returns the SHA-256 over all layers alone and given 16 stages."""
    sha = hashlib.sha256()
    for name, (texts, codes) in sets.items():
        for stages in STAGES if codes is not None else (0,):
            x, n = condition(model, codewords, codes, len(texts), stages)
            layers, bits, sizes = [], [], []
            for begin in range(0, len(texts), 512):
                part = slice(begin, begin + 512)
                coded, information = caption.code_and_price(model, texts[part], x[part], n[part])
                layers += coded
                bits.append(information)
                said = model.greedy(x[part], n[part]) if stages else model.greedy(x[:1], n[:1]) * len(coded)
                for text, implied, layer in zip(texts[part], said, coded):
                    data = text.encode()
                    sizes.append(0 if data == implied else min(len(layer), 1 + len(data)))
            coder = f"model given {stages}" if stages else "model alone"
            table.add(name, coder, texts, np.concatenate(bits), sizes)
            if stages in (0, 16):
                for layer in layers:
                    sha.update(bytes([len(layer)]) + layer)
    return sha.hexdigest()


def condition(model, codewords, codes, count: int, stages: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns x [B, D] and stages [B]."""
    if stages == 0:
        return np.zeros((count, model.weights.condition_weight.shape[1]), np.int64), np.zeros(count, int)
    return quantizer.decode(codewords, codes, stages).astype(np.int64), np.full(count, stages)


if __name__ == "__main__":
    main()
