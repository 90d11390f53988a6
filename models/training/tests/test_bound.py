"""The rate distortion bound of a Gaussian."""
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

from evaluate_bound import Source, water_level


def test_a_level_spends_the_bits_on_directions_above_it():
    spread = torch.tensor([4.0, 1.0, 0.01])
    level = water_level(spread, 3.0)
    assert abs(level - 0.25) < 1e-6  # log2(16) / 2 + log2(4) / 2 = 3, and 0.01 is below


def test_the_channel_leaves_the_error_that_the_bound_states():
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(20_000, 4, generator=generator) * torch.tensor([2.0, 1.0, 0.5, 0.1]) + 1
    source = Source(x)
    left = (source.send(x, 4, generator) - x).pow(2).sum(1).mean().item()
    expected = source.error(4).sum().item()
    assert abs(left - expected) < 0.03 * expected
    assert expected < torch.cov(x.T).trace().item() / 4
