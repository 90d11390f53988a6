"""The table of what captions cost: its baselines are codes, and its figures have the names that others look for."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

import evaluate_language_model  # noqa: E402
from gistcodec import quantizer  # noqa: E402
from gistcodec.language_model import LanguageModel, read_weights  # noqa: E402
from text_baselines import ByteContexts, StaticHuffman  # noqa: E402

TINY = TRAINING.parents[1] / "codec/src/test/resources/io/gistwire/codec/language/tiny_language_model.bin"
TEXTS = ["two dogs run.", "a dog runs on the wet grass.", "a man in a red shirt is near the white house with a small brown dog."]


def test_the_huffman_code_is_complete():
    lengths = StaticHuffman(TEXTS).lengths.values()
    assert sum(2.0 ** -length for length in lengths) == 1


def test_a_character_never_seen_costs_the_escape_and_its_number():
    coder = StaticHuffman(TEXTS)
    assert coder.bits("é") - coder.bits("") == coder.lengths["\0"] + 21


def shares(history: bytes, order: int) -> np.ndarray:
    """Witten-Bell shares [256] of the byte behind the history, counted in the joined training texts."""
    data = ("\n" * order + "".join(text + "\n" for text in TEXTS)).encode()
    p = np.full(256, 1 / 256)
    for k in range(order + 1):
        context, counts = history[len(history) - k :], np.zeros(256)
        for i in range(order, len(data)):
            counts[data[i]] += data[i - k : i] == context
        total, kinds = counts.sum(), (counts > 0).sum()
        p = (counts + kinds * p) / (total + kinds) if total else p
    return p


def test_the_order_n_model_costs_what_its_plain_form_states():
    model, text = ByteContexts(TEXTS, order=3), b"two red dogs.\n"
    bits = 0.0
    for i, byte in enumerate(text):
        p = shares(b"\n\n\n" + text[:i], 3)
        assert p.sum() == pytest.approx(1)
        bits -= np.log2(p[byte])
    assert model.bits([text[:-1].decode()])[0] == pytest.approx(bits)


@pytest.fixture(scope="module")
def table():
    model = LanguageModel(read_weights(TINY.read_bytes()))
    words = np.random.default_rng(1).integers(-3000, 3000, (16, 4, 16)).astype(np.int16)
    codes = np.random.default_rng(2).integers(0, 4, (len(TEXTS), 16))
    sets = {"flickr8k_test": (TEXTS, codes), "held_out": (TEXTS[:2], None)}
    made = evaluate_language_model.Table()
    for name, (texts, _) in sets.items():
        bits = np.array([StaticHuffman(TEXTS).bits(text) for text in texts])
        made.add(name, "huffman", texts, bits, np.ceil(bits / 8))
    evaluate_language_model.add_language_model(made, model, words, sets)
    return made


def test_the_figures_have_their_names_goals_and_rivals(table):
    figures = {figure["name"]: figure for figure in table.figures()["figures"]}
    for name in ("caption_bits_per_char_alone", "caption_bits_per_char_given_code", "caption_bits_per_char_given_8",
                 "caption_bits_per_char_given_4", "caption_bits_per_char_given_1", "caption_bytes_given_code",
                 "huffman_bits_per_char", "caption_bits_per_char_alone_held_out", "huffman_bits_per_char_held_out",
                 "caption_bits_per_char_given_code_0_to_40_chars", "caption_bits_per_char_given_code_61_and_more_chars"):
        assert figures[name]["value"] > 0 and figures[name]["better"] == "lower"
    assert figures["caption_bits_per_char_given_code"]["goal"] == 0.92
    ratio = figures["huffman_bits_per_char"]["value"] / figures["caption_bits_per_char_alone"]["value"]
    assert figures["caption_bits_per_char_alone"]["ratio"] == pytest.approx(ratio, abs=0.01)
    json.dumps(table.figures())


def test_the_table_has_a_line_for_each_set_and_coder(table):
    lines = table.text().splitlines()
    assert len(lines) == 1 + 6 + 2
    assert "41-60" in lines[0]


def test_given_stages_are_decoded_prefixes():
    words = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)
    model = LanguageModel(read_weights(TINY.read_bytes()))
    x, n = evaluate_language_model.condition(model, words, np.array([[2, 1]]), 1, 1)
    assert x.tolist() == quantizer.decode(words, np.array([[2, 1]]), 1).tolist() and n.tolist() == [1]
    assert evaluate_language_model.condition(model, None, None, 2, 0)[0].shape == (2, 16)
