"""Makes the tiny language model and the golden captions that the codec's tests use.

    make_test_language_model.py --out codec/src/test/resources/io/gistwire/codec/language

The model's matrices are seeded noise, its tokens and their bias come from a few sentences: large enough to
exercise every path of the arithmetic, small enough to keep in the sources.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from export_language_model import to_weights
from gistcodec import bpe, caption
from gistcodec.caption import Given
from gistcodec.language_model import LanguageModel

SENTENCES = [
    "A man in a red shirt is standing near the white house.",
    "Two dogs are running through the grass with a ball.",
    "A woman and a child are sitting on a bench in the park.",
    "A little girl in a pink dress is climbing the stairs.",
    "Two men are playing football on a green field.",
    "A black dog jumps over a log in the water.",
]
TEXTS = SENTENCES + [
    "", " ", "a", "A man is running.", "Zwei Männer spielen Fußball.", "Мужчина стоит перед домом.", "一个男人站在房子旁边。",
    "\0", "\0\0\0", "tab\tand\nnewline", "x" * 300, "a dog " * 60, "😀 two dogs 😀", "\U0010ffff", "ß" * 1000, "Ende  mit  Lücken  ",
]
COLUMNS = "stages\tvector\ttext_hex\tlayer_hex\tmodel_layer_hex\tadaptive_layer_hex\timplied_hex\tranked_hex_and_price"
V, E, H, C, D, STAGES = 320, 12, 22, 10, 16, 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    weights = make_weights(np.random.default_rng(4))
    data = weights.to_bytes()
    (args.out / "tiny_language_model.bin").write_bytes(data)
    lines = [COLUMNS] + ["\t".join(row) for row in golden(LanguageModel(weights))]
    (args.out / "golden_captions_1.tsv").write_text("\n".join(lines) + "\n")
    print(f"{len(data)} bytes of model, {len(lines) - 1} golden captions")


def make_weights(rng: np.random.Generator):
    """Returns the integer model of seeded float parameters; some columns are large, so that clamps are met."""
    learnt = bpe.train(SENTENCES, V)
    counts = Counter(token for s in SENTENCES for token in learnt.encode(s))
    counts[learnt.end_of_text] = len(SENTENCES)
    bias = np.log(np.array([counts[t] + 0.02 for t in range(V)]) / sum(counts.values()))
    normal = lambda *shape, scale=1.0: rng.standard_normal(shape) * scale
    floats = {
        "embedding": normal(V, E), "input_weight": normal(3 * H, E), "state_weight": normal(3 * H, H, scale=0.7),
        "gate_bias": normal(3 * H), "reset_bias": normal(H), "projection": normal(E, H, scale=0.4),
        "projection_bias": normal(E, scale=0.1), "token_bias": bias, "condition_weight": normal(C, D, scale=2.0),
        "condition_rows": normal(STAGES + 1, C), "start_weight": normal(H, C), "start_bias": normal(H),
        "input_shift": normal(E, C), "output_shift": normal(E, C, scale=0.3),
    }
    floats["input_weight"][:3] *= 40
    return to_weights(floats, learnt.merges, STAGES)


def golden(model: LanguageModel):
    """Yields the columns of each caption."""
    rng = np.random.default_rng(5)
    for i, text in enumerate(TEXTS * 2):
        stages = 0 if i % 3 == 0 else int(rng.integers(1, STAGES + 1))
        given = Given(rng.integers(-20000 if i % 5 else -70000, 20000, D), stages)
        layer = caption.encode(model, text, given)
        assert caption.decode(model, layer, given) == text
        ranked = model.ranked(given.x, stages) if i < 12 else []
        yield [
            str(stages), ",".join(map(str, given.x)), text.encode().hex(), layer.hex(),
            (caption.with_model(model, text, given) or b"").hex(), (caption.with_adaptive(text.encode()) or b"").hex(),
            caption.implied(model, given).hex(), ",".join(f"{entry.hex()}:{price}" for entry, price in ranked),
        ]


if __name__ == "__main__":
    main()
