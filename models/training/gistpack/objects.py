"""Objects that captions name: the words of objects.txt and how they are found in a text.

A text is read as runs of the letters a to z, in lower case; at each place the longest run of up to three words that is an
object's word, or its plural, counts and the words after it go on ("hot dog" is no dog).
"""
import re
from dataclasses import dataclass
from pathlib import Path

LONGEST = 3


@dataclass(frozen=True)
class Words:
    """names in order; ``of`` maps each word form to its object's number."""

    names: list[str]
    forms: list[list[str]]

    def __post_init__(self):
        of: dict[str, int] = {}
        for number, words in enumerate(self.forms):
            for word in words:
                for form in (word, word + "s", word + "es"):
                    of.setdefault(form, number)
        object.__setattr__(self, "of", of)

    def named(self, text: str) -> list[int]:
        """Numbers of the objects that a text names, ascending, each once."""
        words, out, at = re.findall(r"[a-z]+", text.lower()), set(), 0
        while at < len(words):
            for width in range(min(LONGEST, len(words) - at), 0, -1):
                number = self.of.get(" ".join(words[at:at + width]))
                if number is not None:
                    out.add(number)
                    at += width
                    break
            else:
                at += 1
        return sorted(out)


def read(path: Path) -> Words:
    """The words of an objects.txt: lines ``group: name=word,word``, entries separated by tabs."""
    names, forms = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            for entry in line.partition(":")[2].strip().split("\t"):
                name, _, more = entry.partition("=")
                names.append(name.strip())
                forms.append([name.strip(), *(w.strip() for w in more.split(",") if w.strip())])
    return Words(names, forms)
