"""The pack's space: x = [0.866 joint | 0.5 class], unit length, 192 + 64 numbers; queries in the same coordinates."""
from pathlib import Path

import torch
from torch import nn

from gistpack.backbone import FoldedLite0, load_lite0
from gistpack.classes import CLASS_WIDTH, ClassBlock
from gistpack.minilm import MAX_TOKENS, MiniLM
from gistpack.towers import JOINT, ImageTower, TextTower

DIMENSION = JOINT + CLASS_WIDTH
CLASS_SHARE = 0.25
TEMPERATURE = 1.0


class ImageEncoder(nn.Module):
    """Normalised pixels float [B, 3, 224, 224] -> x, unit float [B, 256]."""

    def __init__(self, backbone: FoldedLite0, tower: ImageTower, block: ClassBlock):
        super().__init__()
        self.backbone = backbone
        self.tower = tower
        self.block = block
        self.joint_scale = (1 - CLASS_SHARE) ** 0.5
        self.class_scale = CLASS_SHARE ** 0.5
        self.temperature = TEMPERATURE

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        maps, mid = self.backbone.trunk(pixels)
        pooled = self.backbone.head(maps).mean((2, 3))
        return self.of_features(pooled, mid, maps.flatten(2).transpose(1, 2))

    @torch.jit.export
    def of_features(self, pooled: torch.Tensor, mid: torch.Tensor, maps: torch.Tensor) -> torch.Tensor:
        """The same from pooled [B, 1280], mid [B, 608] and maps [B, 49, 320]."""
        joint = self.tower(pooled, mid, maps)
        classes = self.block.photo((self.backbone.classifier(pooled) / self.temperature).softmax(1))
        return torch.cat([self.joint_scale * joint, self.class_scale * classes], 1)


class TextEncoder(nn.Module):
    """Token ids and mask int64 [B, T] -> blocks float [B, 2, 256]: joint in the first 192 numbers, class in the last 64.

    A query is the sum of the two with weights, made unit length; each block has length 1.
    """

    def __init__(self, tower: TextTower, block: ClassBlock):
        super().__init__()
        self.tower = tower
        self.block = block
        self.joint_width = JOINT
        self.class_width = CLASS_WIDTH

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        sentences = nn.functional.normalize(self.tower.trunk(ids * mask).float(), dim=1)
        return self.of_sentences(sentences)

    @torch.jit.export
    def of_sentences(self, sentences: torch.Tensor) -> torch.Tensor:
        """The same from the trunk's unit vectors [B, 384]."""
        joint, anchor = self.tower.of_sentences(sentences)
        classes = self.block.text(nn.functional.normalize(anchor, dim=1))
        first = nn.functional.pad(joint, (0, self.class_width))
        second = nn.functional.pad(classes, (self.joint_width, 0))
        return torch.stack([first, second], 1)


class TextClasses(nn.Module):
    """The text side of a class block alone, so that a text encoder carries no class vectors."""

    def __init__(self, block: ClassBlock):
        super().__init__()
        self.register_buffer("centre", block.centre.clone())
        self.project = block.project
        self.standardise = block.standardise
        self.up = block.up
        self.down = block.down

    def forward(self, sentences: torch.Tensor) -> torch.Tensor:
        x = self.project(sentences - self.centre)
        x = x + 0.2 * self.down(nn.functional.gelu(self.up(self.standardise(sentences))))
        return nn.functional.normalize(x, dim=1)

    @torch.jit.export
    def text(self, sentences: torch.Tensor) -> torch.Tensor:
        return self.forward(sentences)


def lean(encoder: TextEncoder) -> TextEncoder:
    """The same text encoder without the photo side's weights, for export."""
    return TextEncoder(encoder.tower, TextClasses(encoder.block)).eval()


def query(blocks: torch.Tensor, class_weight: float) -> torch.Tensor:
    """Blocks [B, 2, D] -> unit queries [B, D]."""
    return nn.functional.normalize(blocks[:, 0] + class_weight * blocks[:, 1], dim=1)


def load(work: Path) -> tuple[ImageEncoder, TextEncoder]:
    """Both encoders with the weights that the trainers left in the work folder, in evaluation mode."""
    saved = torch.load(work / "joint" / "towers.pt", map_location="cpu")
    vocabulary = (work / "joint" / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    images, texts = ImageTower(), TextTower(MiniLM(len(vocabulary), positions=MAX_TOKENS))
    images.load_state_dict(saved["images"])
    texts.load_state_dict(saved["tower"])
    block = ClassBlock()
    block.load_state_dict(torch.load(work / "classes" / "block.pt", map_location="cpu")["block"])
    return ImageEncoder(load_lite0(), images, block).eval(), TextEncoder(texts, block).eval()
