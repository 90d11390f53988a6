"""What a code of few bits does to a vector, as a differentiable channel that a head can be trained through.

Noise of one variance is added in all directions and the receiver takes the best linear estimate: directions with less
variance than the noise are lost, the others are kept as far as the bits go (reverse water-filling; Cover and Thomas,
Elements of Information Theory, section 10.3, with the noise in the forward direction).
"""
import torch


def noise_variance(covariance: torch.Tensor, bits: float) -> float:
    """The variance at which a Gaussian of this covariance [D, D] tells ``bits``: sum of log2(1 + l / v) / 2."""
    spread = torch.linalg.eigvalsh(covariance).clamp_min(1e-9)
    low, high = 1e-9, float(spread.sum()) / bits
    for _ in range(60):
        middle = (low * high) ** 0.5
        if float(0.5 * torch.log2(1 + spread / middle).sum()) > bits:
            low = middle
        else:
            high = middle
    return high


class Channel:
    """Sends vectors float [B, D] through a given number of bits; mean and covariance are running ones of what passes."""

    def __init__(self, decay: float = 0.9):
        self.decay = decay
        self.mean: torch.Tensor | None = None
        self.covariance: torch.Tensor | None = None

    @torch.no_grad()
    def observe(self, x: torch.Tensor) -> None:
        """Takes a batch into the running moments."""
        mean, covariance = x.mean(0), torch.cov(x.T)
        if self.mean is None:
            self.mean, self.covariance = mean, covariance
        else:
            self.mean = torch.lerp(mean, self.mean, self.decay)
            self.covariance = torch.lerp(covariance, self.covariance, self.decay)

    def send(self, x: torch.Tensor, bits: float) -> torch.Tensor:
        """The receiver's estimate of x; gradients reach x."""
        noise = noise_variance(self.covariance, bits)
        received = x - self.mean + noise ** 0.5 * torch.randn_like(x)
        shrink = torch.linalg.solve(self.covariance + noise * torch.eye(x.size(1)), self.covariance)
        return self.mean + received @ shrink
