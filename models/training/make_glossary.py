#!/usr/bin/env python3
"""Writes the glossary of the backbone's 1,000 classes out of WordNet 3.0: WORK/labels/label_glossary.tsv.

A label that names a class is then asked with the class's words and gloss, which is how the class block was trained.
"""
import argparse
from pathlib import Path

from gistpack import data, wordnet

HEAD = """\
# Words and glosses of ImageNet's 1,000 classes, from WordNet 3.0, Copyright 2006 by Princeton University. All rights reserved.
# WordNet licence: https://wordnet.princeton.edu/license-and-commercial-use
"""


def line(offset: int, synset: wordnet.Synset, usual: dict[str, int]) -> str:
    """The synset's first word, and the others but for those that usually mean something else ("light" for a lighter)."""
    kept = [word for i, word in enumerate(synset.words) if i == 0 or usual.get(word.lower()) == offset]
    words = ", ".join(dict.fromkeys(kept))
    if "\t" in words + synset.gloss or any("," in word for word in synset.words) or not synset.gloss:
        raise ValueError(f"{synset} can not be written: words without commas and a gloss are needed, and no tabs")
    return f"{words}\t{synset.gloss}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="names the classes by its imagenet-sample.zip")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, required=True, help="data.noun of WordNet 3.0, index.noun beside it")
    options = parser.parse_args()
    synsets = wordnet.nouns(options.wordnet)
    usual = wordnet.usual_meanings(options.wordnet.with_name("index.noun"))
    offsets = [int(p.file[1:9]) for p in data.imagenet_sample(options.data)]
    lines = [line(offset, synsets[offset], usual) for offset in offsets]
    out = options.work / "labels" / "label_glossary.tsv"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{out}: {len(lines)} meanings, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
