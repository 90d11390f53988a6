"""The pack's labels: names, groups, the words that say that one holds, and the file attributes.bin (codec/FORMAT.md, section 6)."""
import re
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch


@dataclass(frozen=True)
class Label:
    """name is unique; words, any of which in a caption states that the label holds, include the name."""

    name: str
    group: str
    words: tuple[str, ...]


def read(path: Path) -> list[Label]:
    """The labels of a labels.txt, in the file's order."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        group, _, entries = line.partition(":")
        for entry in entries.strip().split("\t"):
            name, _, more = entry.partition("=")
            out.append(Label(name.strip(), group, (name.strip(), *(w.strip() for w in more.split(",") if w.strip()))))
    names = [label.name for label in out]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{path} names {', '.join(twice)} more than once; label names are unique")
    return out


def mentions(labels: list[Label], captions: list[str]) -> np.ndarray:
    """bool [captions, labels]: the caption has one of the label's words, whole, plural included."""
    by_word: dict[str, list[int]] = {}
    longest = 1
    for number, label in enumerate(labels):
        for word in label.words:
            for form in (word, word + "s", word + "es"):
                by_word.setdefault(form, []).append(number)
                longest = max(longest, len(form.split()))
    out = np.zeros((len(captions), len(labels)), dtype=bool)
    for row, caption in enumerate(captions):
        tokens = re.findall(r"[a-z0-9'-]+", caption.lower())
        for i in range(len(tokens)):
            for width in range(1, longest + 1):
                for number in by_word.get(" ".join(tokens[i:i + width]), ()):
                    out[row, number] = True
    return out


def write(weights: torch.Tensor, slopes: torch.Tensor, biases: torch.Tensor, path: Path) -> None:
    """attributes.bin. Logit of label l at n stages = slopes[n, l] * (weights[l] . x) + biases[n, l], x the decoded prefix.

    weights float [L, D], slopes and biases float [N + 1, L].
    """
    scale = weights.abs().amax(1).clamp(min=1e-9) / 127
    bytes_ = torch.round(weights / scale[:, None]).to(torch.int8).numpy()
    factor = slopes * scale * 256 / 16384
    shift = 0
    while shift < 40 and factor.abs().max() * 2.0 ** (shift + 1) < 32767:
        shift += 1
    multipliers = np.clip(np.rint((factor * 2.0 ** shift).double().numpy()), -32767, 32767).astype("<i2")
    offsets = np.clip(np.rint(biases.double().numpy() * 256), -32767, 32767).astype("<i2")
    head = struct.pack("<4sBBBBHH", b"GWAT", 1, slopes.size(0) - 1, shift, 0, *weights.shape)
    path.write_bytes(head + bytes_.tobytes() + multipliers.tobytes() + offsets.tobytes())
