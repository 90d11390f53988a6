"""The channel loses what its bits can not tell, and no more."""
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

from gistpack.channel import Channel, noise_variance


def vectors(count: int = 4000) -> torch.Tensor:
    generator = torch.Generator().manual_seed(5)
    return torch.randn(count, 8, generator=generator) * torch.tensor([4.0, 2, 1, 0.5, 0.1, 0.1, 0.1, 0.1]) + 3


def test_the_noise_is_what_the_bits_allow():
    spread = torch.tensor([3.0, 1.0])
    variance = noise_variance(torch.diag(spread), 1.0)
    assert abs(float(0.5 * torch.log2(1 + spread / variance).sum()) - 1.0) < 1e-3


def test_more_bits_lose_less_and_few_bits_keep_the_mean():
    torch.manual_seed(1)
    x, channel = vectors(), Channel()
    channel.observe(x)
    lost = [(channel.send(x, bits) - x).pow(2).sum(1).mean().item() for bits in (0.01, 2, 6, 12)]
    total = torch.cov(x.T).trace().item()
    assert abs(lost[0] - total) < 0.05 * total
    assert lost[0] > lost[1] > lost[2] > lost[3]


def test_error_is_that_of_the_best_linear_estimate():
    torch.manual_seed(1)
    x, channel = vectors(), Channel()
    channel.observe(x)
    spread, noise = torch.linalg.eigvalsh(channel.covariance), noise_variance(channel.covariance, 6)
    expected = (spread * noise / (spread + noise)).sum().item()
    assert abs((channel.send(x, 6) - x).pow(2).sum(1).mean().item() - expected) < 0.03 * expected


def test_gradients_reach_the_sender():
    x, channel = vectors(16).requires_grad_(), Channel()
    channel.observe(x)
    channel.send(x, 6).sum().backward()
    assert x.grad.abs().sum() > 0
