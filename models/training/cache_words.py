#!/usr/bin/env python3
"""Caches MiniLM's vectors of words, label sentences and glosses: what the text tower must not forget.

Writes WORK/text/words.json (a list of texts) and words.npy float16 [N, 384]: every word of ImageNet's classes and of their
hypernyms with its gloss, and the usual nouns of WordNet, each bare or in a label sentence.
"""
import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch

from gistpack import data, wordnet
from gistpack.minilm import encode, load_minilm

TEMPLATES = ("{}", "a photo of a {}.", "{} in the background.", "a picture of {}.", "there is a {}.")


def texts(data_folder: Path, nouns_file: Path, count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    synsets = wordnet.nouns(nouns_file)
    offsets = [int(p.file[1:9]) for p in data.imagenet_sample(data_folder)]
    near = sorted(set(offsets) | {h for o in offsets for h in wordnet.chain(synsets, o)})
    out = []
    for offset in near:
        for word in synsets[offset].words:
            out += [template.format(word) for template in TEMPLATES[:2]]
        out.append(synsets[offset].gloss)
    rest = [o for o in synsets if o not in set(near) and len(synsets[o].words[0].split()) <= 2
            and synsets[o].words[0].isascii() and synsets[o].words[0].islower()]
    for offset in rng.sample(rest, min(count, len(rest))):
        out.append(rng.choice(TEMPLATES).format(synsets[offset].words[0]))
        if rng.random() < 0.25:
            out.append(synsets[offset].gloss)
    return list(dict.fromkeys(out))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, required=True, help="data.noun of WordNet 3.0")
    parser.add_argument("--nouns", type=int, default=12_000, help="nouns beside those of ImageNet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    folder = options.work / "text"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = texts(options.data, options.wordnet, options.nouns, options.seed)
    model, tokenizer = load_minilm()
    (folder / "words.json").write_text(json.dumps(chosen))
    np.save(folder / "words.npy", encode(model.to(options.device), tokenizer, chosen, progress="words").half().numpy())


if __name__ == "__main__":
    main()
