"""The order of picture tokens, prefixes, and what tables spend on them."""
import numpy as np
import pytest

from gistpack import picture_bits, picture_tokens


def test_every_token_is_sent_once_and_returns_to_its_place():
    scales = [np.arange(2 * n).reshape(2, n) for n in picture_tokens.COUNTS]
    sequence = picture_tokens.to_sequence(scales)
    assert sequence.shape == (2, 212)
    for before, after in zip(scales, picture_tokens.to_scales(sequence)):
        assert np.array_equal(before, after)


def test_a_quarter_of_a_pass_holds_one_place_of_each_square_of_four():
    mask = picture_tokens.kept(np.array([20 + 16]))[2][0].reshape(8, 8)
    assert mask.sum() == 16
    assert all(mask[r:r + 2, c:c + 2].sum() == 1 for r in range(0, 8, 2) for c in range(0, 8, 2))


def test_prefixes_hold_the_first_tokens_and_refuse_wrong_lengths():
    masks = picture_tokens.kept(np.array([0, 3, 20, 212]))
    assert [m.sum(1).tolist() for m in masks] == [[0, 3, 4, 4], [0, 0, 16, 16], [0, 0, 0, 64], [0, 0, 0, 64], [0, 0, 0, 64]]
    with pytest.raises(ValueError, match="213"):
        picture_tokens.kept(np.array([213]))


def test_lengths_are_drawn_from_none_to_all():
    drawn = picture_tokens.draw_lengths(20_000, np.random.default_rng(1))
    assert set(picture_tokens.MARKS) <= set(drawn.tolist())
    assert drawn.min() == 0 and drawn.max() == 212
    assert len(np.unique(drawn)) == 213


def test_parents_lie_above_their_children():
    above = picture_bits.parents()
    assert np.array_equal(np.unique(above[4:20], return_counts=True)[1], [4, 4, 4, 4])
    assert np.array_equal(above[84:148], np.arange(20, 84))
    first = np.flatnonzero(picture_tokens.PLACES[2] == 9)[0]
    assert above[20 + first] == 4 + 0


def test_order_zero_spends_the_entropy_of_what_it_was_fitted_on():
    rng = np.random.default_rng(2)
    known = rng.choice(8, (4000, 212), p=[0.5, 0.25, 0.125, 0.125, 0, 0, 0, 0])
    assert picture_bits.OrderZero(known, 8).bits(known).mean() == pytest.approx(1.75, abs=0.01)


def test_a_word_that_its_parent_tells_is_cheaper_given_it():
    rng = np.random.default_rng(3)
    known = rng.integers(0, 8, (2000, 212))
    known[:, 84:148] = (known[:, picture_bits.parents()[84:148]] + 1) % 8
    prices = picture_bits.Contexts(known, 8).bits(known)
    assert prices[:, 84:148].mean() < 0.2
    assert prices[:, 20:84].mean() == pytest.approx(3, abs=0.02)


def test_tokens_fit_into_their_budget():
    bits = np.full((2, 212), 8.0)
    bits[1, 0] = 500
    assert picture_bits.tokens_for(bits, 400).tolist() == [50, 0]
