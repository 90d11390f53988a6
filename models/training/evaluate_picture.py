#!/usr/bin/env python3
"""Prints what the picture tokenizer keeps: PSNR by number of tokens, bits a token of order 0 and of simple contexts, and PSNR by bytes.

    evaluate_picture.py --work WORK --pack PACK                    # Flickr8k's validation split, 500 photos
    evaluate_picture.py --work WORK --pack PACK --set flickr8k-test --count 1000

Bits: order 0 from how often a scale's words occur in training photos (--statistics of them), add-half; "given the
parent" adds the word of the coarser scale above it, mixed with order 0 by how often that context was seen. Both tables are fitted
on training photos and measured on the others, so they are what a static coder would spend; a trained prior should need less.
PSNR by bytes gives each photo as many tokens as its bits allow, by the cheaper of the two.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

from gistpack import codes, picture, picture_tokens
from gistpack.picture_bits import Contexts, OrderZero, tokens_for
from train_picture import SHOWN, TRAINED, Photos, figures, load


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    net, saved = load(options.checkpoint or options.work / "picture" / "checkpoint.pt")
    net.eval()
    cache = options.cache or options.work / "pictures"
    books = codes.read_rq(options.pack / "codebooks.bin")
    photos = Photos(cache, (options.set,))
    rows = np.arange(min(options.count, len(photos)))
    shown, sequences = figures(net, photos, books, rows, options.tokens)
    print(f"{saved['step']} steps, {len(rows)} photos of {options.set}, {net.shape['words']} words")
    print("PSNR by tokens: " + ", ".join(f"{n}: {v:.2f}" for n, v in shown.items()))
    few = rows[: max(50, len(rows) // 5)]
    alone, _ = figures(net, without_codes(photos), books, few, options.tokens)
    print(f"... without the code, {len(few)} photos: " + ", ".join(f"{n}: {v:.2f}" for n, v in alone.items()))
    trained = Photos(cache, TRAINED)
    some = np.random.default_rng(1).permutation(len(trained))[: options.statistics]
    _, known = figures(net, trained, books, some, ())
    words = net.shape["words"]
    coders = {"order 0": OrderZero(known, words), "given the parent": Contexts(known, words)}
    prices = {name: coder.bits(sequences) for name, coder in coders.items()}
    for name, bits in prices.items():
        scales = np.split(bits.mean(0), picture_tokens.STARTS[1:-1])
        print(f"bits a token, {name}: " + ", ".join(f"{s.mean():.2f}" for s in scales) + f"; all {bits.mean():.2f}")
    cheap = min(prices.values(), key=lambda bits: bits[:, : picture_tokens.STARTS[3]].sum())
    results = {}
    for size in options.bytes:
        lengths = tokens_for(cheap, 8 * size)
        values = painted(net, photos, books, rows, lengths)
        results[size] = float(values.mean())
        print(f"{size} bytes: {values.mean():.2f} dB with {lengths.mean():.0f} tokens ({lengths.min()} to {lengths.max()})")
    if options.json:
        options.json.write_text(json.dumps({"step": saved["step"], "tokens": shown, "bytes": results,
                                            "bits": {k: float(v.mean()) for k, v in prices.items()}}) + "\n")
    if options.sheet:
        sheet(net, photos, books, rows[: options.sheet_photos], cheap, options)


def without_codes(photos: Photos) -> Photos:
    """The same photos as if no code were known."""
    import copy

    blind = copy.copy(photos)
    blind.coded = np.zeros_like(photos.coded)
    return blind


@torch.no_grad()
def paint(net, photos: Photos, books, rows: np.ndarray, lengths: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """Painted and original pixels of rows with so many tokens each and 16-byte codes."""
    pixels = photos.pixels(rows).contiguous(memory_format=torch.channels_last)
    code = photos.vectors(rows, books, np.full(len(rows), 16))
    return net.paint(net.tokens(pixels), lengths, code), pixels


def painted(net, photos: Photos, books, rows: np.ndarray, lengths: np.ndarray, batch: int = 50) -> np.ndarray:
    """PSNR of each row."""
    parts = np.array_split(np.arange(len(rows)), max(1, len(rows) // batch))
    return torch.cat([picture.psnr(*paint(net, photos, books, rows[p], lengths[p])) for p in parts]).numpy()


def sheet(net, photos: Photos, books, rows: np.ndarray, bits: np.ndarray, options) -> None:
    """A PNG of photos: original, then painted from the code alone and from each number of bytes."""
    from PIL import Image

    columns = [paint(net, photos, books, rows, np.zeros(len(rows), np.int64))]
    columns += [paint(net, photos, books, rows, tokens_for(bits[: len(rows)], 8 * size)) for size in options.bytes]
    tiles = [columns[0][1], *(c[0] for c in columns)]
    image = torch.cat([torch.cat(list(tile), 1) for tile in tiles], 2)
    shown = torch.round((image.clamp(-1, 1) + 1) * 127.5).to(torch.uint8)
    Image.fromarray(shown.movedim(0, -1).numpy()).save(options.sheet)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every script takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=None, help="folder of cache_pictures.py; WORK/pictures unless given")
    parser.add_argument("--pack", type=Path, required=True, help="the pack's folder: its codebooks decode the codes")
    parser.add_argument("--checkpoint", type=Path, default=None, help="WORK/picture/checkpoint.pt unless given")
    parser.add_argument("--set", default="flickr8k-val")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--statistics", type=int, default=3000, help="training photos that fit the tables of bits")
    parser.add_argument("--tokens", type=int, nargs="+", default=SHOWN, help="numbers of tokens to paint from")
    parser.add_argument("--bytes", type=int, nargs="+", default=(50, 100, 156))
    parser.add_argument("--json", type=Path, default=None, help="write the figures here, too")
    parser.add_argument("--sheet", type=Path, default=None, help="write a PNG of painted photos here")
    parser.add_argument("--sheet-photos", type=int, default=12)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
