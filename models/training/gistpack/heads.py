"""Heads that bring photo features and sentence vectors into one space."""
import torch
from torch import nn


class Standardise(nn.Module):
    """(x - mean) / deviation with constants fitted once on training features, float [B, D]."""

    def __init__(self, width: int):
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("scale", torch.ones(width))

    def fit(self, x: torch.Tensor) -> "Standardise":
        self.mean.copy_(x.mean(0))
        self.scale.copy_(1.0 / (x.std(0) + 1e-4 * x.std()))
        return self

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x - self.mean) * self.scale


class Head(nn.Module):
    """Linear map plus a two-layer residual, float [B, width] -> unit float [B, out]."""

    def __init__(self, width: int, out: int, inner: int = 1024, dropout: float = 0.3, noise: float = 0.0):
        super().__init__()
        self.standardise = Standardise(width)
        self.drop_in = nn.Dropout(dropout)
        self.linear = nn.Linear(width, out)
        self.up = nn.Linear(width, inner)
        self.drop = nn.Dropout(dropout)
        self.down = nn.Linear(inner, out)
        self.noise = noise
        nn.init.zeros_(self.down.weight)

    def raw(self, x: torch.Tensor) -> torch.Tensor:
        """Before normalisation."""
        x = self.standardise(x)
        if self.training and self.noise > 0:
            x = x + self.noise * torch.randn_like(x)
        x = self.drop_in(x)
        return self.linear(x) + self.down(self.drop(nn.functional.gelu(self.up(x))))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(self.raw(x), dim=1)


class Average:
    """Exponential moving average of a module's parameters; ``copy_to`` puts it into a twin for evaluation."""

    def __init__(self, module: nn.Module, decay: float):
        self.decay = decay
        self.values = [p.detach().clone() for p in module.parameters()]

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        for value, parameter in zip(self.values, module.parameters()):
            value.lerp_(parameter, 1 - decay)

    @torch.no_grad()
    def copy_to(self, module: nn.Module) -> nn.Module:
        for value, parameter in zip(self.values, module.parameters()):
            parameter.copy_(value)
        return module
