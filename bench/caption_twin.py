#!/usr/bin/env python3
"""Shows that Java and Python write and read the same caption layers, to the bit.

    bench/caption_twin.py --data DATA [--vectors VECTORS] [--count 10000] [--java JAVA_HOME]...

Python's twin of the codec (models/training/gistcodec) writes --count caption layers with a pack's language model to
a file: Flickr8k's test captions and held-out ones of captions.tsv.xz, each fiftieth an implied text, each fiftieth one of
another language or script, each 250th a ranked entry; given 0, 1, 4, 8 or 16 bytes of code in turn, real codes of photos where
--vectors has image_vectors.npz, else random ones. Java reads the file, reads each layer, writes it again and compares
every byte; both print the SHA-256 over all layers. Each --java runs compiled over all lines and interpreted (-Xint)
over each --xint-every-th line.
"""
import argparse
import hashlib
import os
import pathlib
import random
import subprocess
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PACK = ROOT / "models/packs/base-1/src/main/resources/io/gistwire/packs/base-1"
sys.path.insert(0, str(ROOT / "models/training"))

from gistcodec import caption, captions, quantizer  # noqa: E402
from gistcodec.language_model import LanguageModel, read_weights  # noqa: E402

STAGES = (0, 1, 4, 8, 16)
BATCH = 500
FOREIGN = [
    "", " ", "Zwei Hunde laufen über die nasse Wiese.", "Un niño sube por la escalera de una casa.",
    "Две собаки бегут по траве.", "犬が二匹、草の上を走っている。", "كلبان يركضان على العشب", "🐕🐕 in the grass 😀",
    "AAAAAAAAAAAAAAAAAAAA", "x" * 600, "\x00\x01\x7f", "ﬁ ligature, \ufeff mark, \U0010ffff", "lorem ipsum " * 160,
    "Q7#k!zP0", "two  blanks , and a tokenised end .", "e\u0301 and \u00e9", "1234567890 " * 30,
]


def main():
    args = parse_arguments()
    model = LanguageModel(read_weights((args.pack / "language_model.bin").read_bytes()))
    codewords = quantizer.read_codebooks((args.pack / "codebooks.bin").read_bytes())
    args.work.mkdir(parents=True, exist_ok=True)
    file = args.work / "captions.twin"
    if not args.keep:
        write(file, model, codewords, args)
    for home in args.java:
        java = pathlib.Path(home) / "bin" / "java"
        for mode, every in ((["-XX:+UseSerialGC"], 1), (["-Xint"], args.xint_every)):
            run(java, mode, every, file, args)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with flickr8k.tsv.xz and captions.tsv.xz")
    parser.add_argument("--pack", type=pathlib.Path, default=PACK, help="folder with language_model.bin and codebooks.bin")
    parser.add_argument("--vectors", type=pathlib.Path, help="folder with image_vectors.npz; without it all codes are random")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--java", action="append", default=[], help="a JAVA_HOME; may be said again; none writes the file only")
    parser.add_argument("--xint-every", type=int, default=401, help="interpreted, each so many-th line")
    parser.add_argument("--keep", action="store_true", help="use the file that an earlier run wrote")
    parser.add_argument("--work", type=pathlib.Path, default=HERE / "target" / "caption-twin")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def write(file, model, codewords, args):
    """Writes a line a caption: rank or nothing, code in hex, text in hex, layer in hex."""
    started, sha, rng = time.time(), hashlib.sha256(), random.Random(args.seed)
    texts, codes = material(codewords, args, rng)
    stages = np.array([STAGES[i % len(STAGES)] for i in range(args.count)])
    x = quantizer.decode(codewords, codes, stages).astype(np.int64)
    with file.open("w", encoding="ascii", newline="\n") as out:
        for begin in range(0, args.count, BATCH):
            part = slice(begin, min(begin + BATCH, args.count))
            for i, (rank, text, layer) in enumerate(layers(model, texts[part], x[part], stages[part], rng), begin):
                sha.update(len(layer).to_bytes(2, "big") + layer)
                code = bytes(codes[i, : stages[i]].astype(np.uint8)).hex()
                out.write(f"{rank}\t{code}\t{text.encode().hex()}\t{layer.hex()}\n")
            print(f"{part.stop} of {args.count} captions written", file=sys.stderr, flush=True)
    print(f"python: {args.count} captions, {time.time() - started:.0f} s, sha256 {sha.hexdigest()}", flush=True)


def material(codewords, args, rng):
    """Returns texts and codes [B, 16]: half of the captions are of photos, where these have vectors."""
    flickr = [row for row in captions.read_flickr8k(args.data) if row.split == "test"]
    loose = captions.read_captions(args.data)
    held_out = [loose[i] for i in captions.split_held_out(loose)[1]]
    rows = [flickr[i % len(flickr)] for i in range((args.count + 1) // 2)]
    texts = [row.text for row in rows] + [held_out[i % len(held_out)] for i in range(args.count // 2)]
    codes = np.random.default_rng(args.seed).integers(0, codewords.shape[1], (args.count, len(codewords)))
    if args.vectors:
        images = np.load(args.vectors / "image_vectors.npz")
        row_of = {name: i for i, name in enumerate(images["files"])}
        photos, owner = np.unique([row_of[row.photo] for row in rows], return_inverse=True)
        codes[: len(rows)] = quantizer.encode(codewords, images["vectors"][photos])[owner]
    order = list(range(args.count))
    rng.shuffle(order)
    return [texts[i] for i in order], codes[order]


def layers(model, texts, x, stages, rng):
    """Returns (rank or nothing, text, layer) of a batch; some texts give way to harder ones."""
    texts, ranks = list(texts), [""] * len(texts)
    said = model.greedy(x, stages)
    for i in range(0, len(texts), 50):
        texts[i] = said[i].decode()
        texts[min(i + 1, len(texts) - 1)] = rng.choice(FOREIGN)
    made = caption.encode_many(model, texts, x, stages)
    for i in range(2, len(texts), 250):
        entries = model.ranked(x[i], int(stages[i]))
        rank = rng.randrange(len(entries))
        ranks[i], texts[i], made[i] = str(rank), entries[rank][0].decode(), caption.with_rank(rank)
    return zip(ranks, texts, made)


def run(java, mode, every, file, args):
    started = time.time()
    command = [str(HERE / "run"), "caption-twin", str(args.pack / "language_model.bin"), str(args.pack / "codebooks.bin"),
               str(file), str(every)]
    environment = os.environ | {"JAVA_HOME": str(java.parents[1]), "GISTWIRE_JAVA_OPTS": " ".join(mode)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    print(f"{java} {' '.join(mode)}, each {every}: {done.stdout.strip()}, {time.time() - started:.0f} s", flush=True)
    if done.returncode != 0:
        sys.exit(done.stderr.strip() or f"{java} ended with {done.returncode}")


if __name__ == "__main__":
    main()
