"""What labels mean: other words for the same thing and a gloss, as models/PACK.md states of ``glossary``."""
from pathlib import Path


class Glossary:
    """Meanings by word. ``path`` None: knows nothing."""

    def __init__(self, path: Path | None):
        self.meanings: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").split("\n") if path else []:
            if line.strip() and not line.startswith("#"):
                words, gloss = line.rstrip().split("\t")
                for word in words.split(", "):
                    self.meanings.setdefault(key(word), f"{words}, {gloss}")

    def texts(self, label: str, templates: list[str]) -> list[str]:
        """What requests a label: itself and its meaning where that is known, else the filled-in templates."""
        meaning = self.meanings.get(key(label))
        return [label, meaning] if meaning else [template.replace("{}", label) for template in templates]


def key(word: str) -> str:
    """How a word is looked up: case and white space do not count."""
    return " ".join(word.split()).lower()
