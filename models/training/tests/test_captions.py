"""The caption twin: texts come back, numbers add up, the float model's gradients are right, rounding costs little."""

import math
import random
import sys
from pathlib import Path

import numpy as np
import pytest

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

from gistcodec import bpe, caption, captions, language_model  # noqa: E402
from gistcodec.caption import CorruptCaption, Given  # noqa: E402
from gistcodec.range_coder import RangeDecoder, RangeEncoder  # noqa: E402

TINY = TRAINING.parents[1] / "codec/src/test/resources/io/gistwire/codec/language/tiny_language_model.bin"


@pytest.fixture(scope="module")
def tiny():
    return language_model.LanguageModel(language_model.read_weights(TINY.read_bytes()))


@pytest.mark.parametrize(
    "spelt, plain",
    [
        ("A child is climbing up a set of stairs .", "A child is climbing up a set of stairs."),
        ("a boy 's hat , and a girl 's", "a boy's hat, and a girl's"),
        ('a sign saying " ring ring " .', 'a sign saying "ring ring".'),
        ("a ' lounge bar ' sign", "a 'lounge bar' sign"),
        ("the boys ' team", "the boys' team"),
        ("the # 2 dog does n't run", "the #2 dog doesn't run"),
        ("salt &amp; pepper", "salt & pepper"),
        ("two men ( one in red )", "two men (one in red)"),
        (" two  blanks ", "two blanks"),
    ],
)
def test_captions_are_spelt_as_people_write(spelt, plain):
    assert captions.detokenise(spelt) == plain


def test_merges_of_equal_counts_go_to_the_lowest_ids():
    learnt = bpe.train(["ab cd", "ab cd"], 256 + 2 + 1)
    assert learnt.merges == [(ord(" "), ord("c")), (ord("a"), ord("b"))]


def test_any_text_returns_from_its_tokens(tiny):
    for text in ("", " ", "Two dogs  run.", "Straße 😀"):
        assert tiny.bpe.decode(tiny.bpe.encode(text)) == text.encode()


def test_the_range_coder_gives_back_any_parts_and_ends_within_a_byte():
    rng = random.Random(3)
    for _ in range(200):
        parts = []
        for _ in range(rng.randrange(30)):
            total = rng.choice([1, 2, 256, 65536, 1 << 24])
            begin = rng.randrange(total)
            parts.append((begin, rng.randrange(1, total - begin + 1), total))
        encoder = RangeEncoder()
        for part in parts:
            encoder.encode(*part)
        data = encoder.finish()
        assert len(data) <= sum(math.log2(t / f) for _, f, t in parts) / 8 + 1.01
        decoder = RangeDecoder(data)
        for begin, frequency, total in parts:
            assert begin <= decoder.target(total) < begin + frequency
            decoder.consume(begin, frequency, total)


def test_any_text_returns_at_one_byte_more_than_its_utf8(tiny):
    rng = random.Random(4)
    for i in range(60):
        text = "".join(chr(rng.choice([rng.randrange(32, 127), rng.randrange(0xD800), 0x1F600])) for _ in range(i))
        given = Given(np.array([rng.randrange(-40000, 40000) for _ in range(16)]), rng.randrange(17))
        layer = caption.encode(tiny, text, given)
        assert caption.decode(tiny, layer, given) == text
        assert len(layer) <= len(text.encode()) + 1


def test_the_implied_texts_are_found_without_writing_the_others(tiny):
    rng = np.random.default_rng(8)
    x, stages = rng.integers(-30000, 30000, (40, 16)), rng.integers(0, 17, 40)
    said = tiny.greedy(x, stages)
    texts = [text if i % 2 else text[: len(text) // 2] + b"?" for i, text in enumerate(said)]
    assert tiny.implies(texts, x, stages).tolist() == [text == whole for text, whole in zip(texts, said)]


def test_any_bytes_are_a_text_or_corrupt(tiny):
    rng = random.Random(5)
    given = Given(np.zeros(16, int), 0)
    for _ in range(200):
        try:
            caption.decode(tiny, rng.randbytes(rng.randrange(20)), given)
        except CorruptCaption as error:
            assert str(error).startswith("caption")


def test_frequencies_sum_to_the_total(tiny):
    logits = np.random.default_rng(6).integers(-(1 << 14), 1 << 14, (50, 320))
    frequencies = tiny.frequencies(logits)
    assert (frequencies >= 1).all()
    assert (frequencies.sum(1) == 1 << 24).all()


def test_hand_written_gradients_are_those_of_autograd():
    torch = pytest.importorskip("torch")
    from language_model_torch import CaptionModel, Widths

    torch.manual_seed(0)
    model = CaptionModel(Widths(vocabulary=300, embedding=32, state=64, condition=16, vector=24))
    x, stages = torch.randn(8, 24), torch.arange(8) % 3
    inputs, targets = torch.randint(0, 300, (5, 8)), torch.randint(0, 300, (5, 8))
    targets[-1, :3] = -1
    model.loss(x, stages, inputs, targets).backward()
    ours = {name: p.grad.clone() for name, p in model.named_parameters()}
    model.zero_grad()
    plain_loss(torch, model, x, stages, inputs, targets).backward()
    for name, p in model.named_parameters():
        alike = torch.nn.functional.cosine_similarity(ours[name].flatten(), p.grad.flatten(), dim=0)
        assert alike > 0.999, name
        assert abs(ours[name].norm() / p.grad.norm() - 1) < 0.02, name


def plain_loss(torch, m, x, stages, inputs, targets):
    """The same model with autograd alone, in float32."""
    size, c = m.widths.state, m.condition(x, stages)
    h, total = torch.tanh(c @ m.start_weight.t() + m.start_bias), 0
    for token, target in zip(inputs, targets):
        g = (m.embedding[token] + c @ m.input_shift.t()) @ m.input_weight.t() + m.gate_bias
        p = h @ m.state_weight.t()
        r, z = (torch.sigmoid(g[:, a : a + size] + p[:, a : a + size]) for a in (0, size))
        n = torch.tanh(g[:, 2 * size :] + r * (p[:, 2 * size :] + m.reset_bias))
        h = n + z * (h - n)
        out = h @ m.projection.t() + c @ m.output_shift.t() + m.projection_bias
        logits = out @ m.embedding.t() + m.token_bias
        total = total + torch.nn.functional.cross_entropy(logits, target, reduction="sum", ignore_index=-1)
    return total


def test_rounding_to_integers_keeps_the_logits():
    torch = pytest.importorskip("torch")
    from export_language_model import to_weights
    from language_model_torch import CaptionModel, Widths

    torch.manual_seed(1)
    model = CaptionModel(Widths(vocabulary=300, embedding=32, state=64, condition=16, vector=24))
    floats = {name: value.double().numpy() for name, value in model.state_dict().items()}
    integer = language_model.LanguageModel(to_weights(floats, [[97 + i % 20, 98] for i in range(43)], 16))
    x = torch.randn(6, 24) * 0.2
    stages, tokens = torch.arange(6) + 1, torch.randint(0, 300, (4, 6))
    state = integer.start(np.rint(x.numpy() * 16384).astype(int), stages.numpy())
    for t in range(4):
        state, logits = integer.step(state, tokens[t].numpy())
        out = model.outputs(model.condition(x, stages), tokens[: t + 1])[-1]
        expected = (out @ model.embedding.t() + model.token_bias).detach().numpy() / math.log(2)
        assert np.abs(logits / 1024 - expected).max() < 0.08
