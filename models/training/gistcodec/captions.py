"""Reads caption files and writes captions as people write them.

Corpora store captions in several spellings: Flickr8k is tokenised ("stairs .", "woman 's"), COCO has
stray blanks and HTML entities. A product's user types plain text, so everything that trains or
measures the language model goes through `detokenise` first.
"""

from __future__ import annotations

import html
import lzma
import random
import re
from pathlib import Path
from typing import NamedTuple

_CLITIC = re.compile(r" ('(?:s|S|re|ve|ll|d|m|t|n)\b|n't\b)")
_BEFORE_CLOSING = re.compile(r" +([.,;:!?%)\]]+)(?= |$)")
_AFTER_OPENING = re.compile(r"(?:(?<= )|^)([(\[#$]) +")
_BLANKS = re.compile(r"\s+")

# Photos in each of the five blocks that captions.tsv.xz begins with.
SIBLING_BLOCK = 27262


class Flickr8kCaption(NamedTuple):
    """One caption of the Flickr8k file: photo file name, official split, detokenised text."""

    photo: str
    split: str
    text: str


def detokenise(text: str) -> str:
    """Returns the caption with ordinary spacing: 'a boy 's hat .' becomes 'a boy's hat.'."""
    text = _BLANKS.sub(" ", html.unescape(text)).strip()
    for quote in ('"', "'"):
        text = _join_quotes(text, quote)
    text = _CLITIC.sub(r"\1", text)
    text = _BEFORE_CLOSING.sub(r"\1", text)
    text = _AFTER_OPENING.sub(r"\1", text)
    return text


def _join_quotes(text: str, quote: str) -> str:
    """Glues quotation marks that stand alone to what they enclose; an unpaired one closes."""
    words = text.split(" ")
    alone = words.count(quote)
    if alone == 0:
        return text
    out: list[str] = []
    opening, pending = alone % 2 == 0, ""
    for word in words:
        if word != quote:
            out.append(pending + word)
            pending = ""
        elif opening and alone > 1:
            pending, opening = quote, False
        else:
            if out:
                out[-1] += quote
            else:
                pending = quote
            opening = alone % 2 == 0
    return " ".join(out) + pending


def read_flickr8k(data: Path) -> list[Flickr8kCaption]:
    """Reads flickr8k.tsv.xz; five captions a photo, splits train, val, test (and unused)."""
    rows = []
    for line in _lines(data / "flickr8k.tsv.xz"):
        photo, split, caption = line.split("\t")
        rows.append(Flickr8kCaption(photo, split, detokenise(caption)))
    return rows


def read_captions(data: Path) -> list[str]:
    """Reads captions.tsv.xz (COCO and Flickr30k, no photos), detokenised, in file order."""
    return [detokenise(line.split("\t", 1)[1]) for line in _lines(data / "captions.tsv.xz")]


def split_held_out(captions: list[str], count: int = 5000, seed: int = 20) -> tuple[list[int], list[int]]:
    """Returns line numbers (training, held out): a seeded slice, and what has not the same text as one of it."""
    order = list(range(len(captions)))
    random.Random(seed).shuffle(order)
    held_out = sorted(order[:count])
    seen = {captions[i] for i in held_out}
    return [i for i, caption in enumerate(captions) if caption not in seen], held_out


def sibling_lines(captions: list[str]) -> list[list[int]]:
    """Returns groups of five line numbers of captions.tsv.xz that describe one photo.

    The file begins with five blocks of Multi30k/Flickr30k captions of the same photos in the same order.
    """
    photos = SIBLING_BLOCK
    return [[photo + photos * block for block in range(5)] for photo in range(min(photos, len(captions) // 5))]


def _lines(path: Path) -> list[str]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    return [line for line in lines[1:] if line]
