"""Layers whose weights are small in a TorchScript file and plain float32 in memory.

``compact`` replaces a module's convolutions, linear maps and embeddings. When the scripted module is saved its weights
are written as half floats, or as 8-bit integers with one scale a row; loading gives float32 again, so
nothing is converted while running and the networks run on every device.
"""
import torch
from torch import nn


class StoredWeight(nn.Module):
    """One weight, float32 [rows, ...]; ``bits`` states how it is in the file."""

    def __init__(self, weight: torch.Tensor, bits: int):
        super().__init__()
        self.bits = bits
        packed, scale = pack(weight.detach(), bits)
        self.value = unpack(packed, scale)

    def forward(self) -> torch.Tensor:
        return self.value

    @torch.jit.export
    def __getstate__(self):
        packed, scale = pack(self.value, self.bits)
        return packed, scale, self.bits, self.training

    @torch.jit.export
    def __setstate__(self, state: tuple[torch.Tensor, torch.Tensor, int, bool]):
        self.value = unpack(state[0], state[1])
        self.bits = state[2]
        self.training = state[3]


def pack(weight: torch.Tensor, bits: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Float weight -> half floats and no scale, or int8 and a float scale for each row."""
    if bits == 16:
        return weight.half(), torch.zeros(0)
    flat = weight.flatten(1)
    scale = flat.abs().amax(1).clamp(min=1e-12) / 127.0
    return torch.round(flat / scale.unsqueeze(1)).to(torch.int8).view(weight.size()), scale


def unpack(packed: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """The float32 weight back."""
    if scale.numel() == 0:
        return packed.float()
    return (packed.flatten(1).float() * scale.unsqueeze(1)).view(packed.size())


class StoredLinear(nn.Module):
    """nn.Linear."""

    def __init__(self, layer: nn.Linear, bits: int):
        super().__init__()
        self.weight = StoredWeight(layer.weight, bits)
        self.bias = None if layer.bias is None else nn.Parameter(layer.bias.detach(), requires_grad=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.linear(x, self.weight(), self.bias)


class StoredEmbedding(nn.Module):
    """nn.Embedding."""

    def __init__(self, layer: nn.Embedding, bits: int):
        super().__init__()
        self.weight = StoredWeight(layer.weight, bits)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return nn.functional.embedding(ids, self.weight())


class StoredConv(nn.Module):
    """nn.Conv2d with a bias."""

    def __init__(self, layer: nn.Conv2d, bits: int):
        super().__init__()
        self.weight = StoredWeight(layer.weight, bits)
        self.bias = nn.Parameter(layer.bias.detach(), requires_grad=False)
        self.stride = (int(layer.stride[0]), int(layer.stride[1]))
        self.padding = (int(layer.padding[0]), int(layer.padding[1]))
        self.groups = int(layer.groups)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.conv2d(x, self.weight(), self.bias, self.stride, self.padding, (1, 1), self.groups)


def compact(module: nn.Module, bits: int) -> nn.Module:
    """Replaces the layers of a module in place and returns it; its results change by the rounding only."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, StoredLinear(child, bits))
        elif isinstance(child, nn.Embedding):
            setattr(module, name, StoredEmbedding(child, bits))
        elif isinstance(child, nn.Conv2d):
            setattr(module, name, StoredConv(child, bits))
        else:
            compact(child, bits)
    return module
