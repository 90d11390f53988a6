"""The pack's space: x = A [0.866 joint | 0.5 class], 192 + 64 numbers; queries A^-1 [joint | class].

The turn A (fit_turn.py) leaves q.x as it is and makes squared error of x nearly error of scores.
"""
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
LOCAL = 0.7


class ImageEncoder(nn.Module):
    """Normalised pixels float [B, 3, 224, 224] -> x, float [B, 256] of length about 1, and the same space at 7 x 7 places [B, 256, 7, 7].

    A place's vector is that of a photo whose features are the place's mixed with the whole photo's, 7 to 3.
    """

    def __init__(self, backbone: FoldedLite0, tower: ImageTower, block: ClassBlock):
        super().__init__()
        self.backbone = backbone
        self.tower = tower
        self.block = block
        self.joint_scale = (1 - CLASS_SHARE) ** 0.5
        self.class_scale = CLASS_SHARE ** 0.5
        self.temperature = TEMPERATURE
        self.local = LOCAL
        self.turn = nn.Linear(DIMENSION, DIMENSION, bias=False)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        maps, mid = self.backbone.trunk(pixels)
        features = self.backbone.head(maps).flatten(2).transpose(1, 2)
        rows = maps.flatten(2).transpose(1, 2)
        pooled = features.mean(1)
        x = self.of_features(pooled, mid, rows)
        return x, self.places(features, pooled, mid, rows).transpose(1, 2).unflatten(2, [maps.size(2), maps.size(3)])

    def places(self, features: torch.Tensor, pooled: torch.Tensor, mid: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """features [B, P, 1280], pooled [B, 1280], mid [B, 608], rows [B, P, 320] -> [B, P, 256]."""
        count = features.size(1)
        mixed = (self.local * features + (1 - self.local) * pooled.unsqueeze(1)).flatten(0, 1)
        near = (self.local * rows + (1 - self.local) * rows.mean(1, keepdim=True)).flatten(0, 1)
        joint = self.tower.at_cells(mixed, mid.unsqueeze(1).expand(-1, count, -1).flatten(0, 1), near)
        return self._x(joint, mixed).unflatten(0, [features.size(0), count])

    @torch.jit.export
    def of_features(self, pooled: torch.Tensor, mid: torch.Tensor, maps: torch.Tensor) -> torch.Tensor:
        """The same from pooled [B, 1280], mid [B, 608] and maps [B, 49, 320]."""
        return self._x(self.tower(pooled, mid, maps), pooled)

    def _x(self, joint: torch.Tensor, pooled: torch.Tensor) -> torch.Tensor:
        classes = self.block.photo((self.backbone.classifier(pooled) / self.temperature).softmax(1))
        return self.turn(torch.cat([self.joint_scale * joint, self.class_scale * classes], 1))


class TextEncoder(nn.Module):
    """Token ids and mask int64 [B, T] -> blocks float [B, 2, 256], joint and class, turned.

    A query is the sum of the two with weights, made unit length; before the turn each block has length 1.
    """

    def __init__(self, tower: TextTower, block: ClassBlock):
        super().__init__()
        self.tower = tower
        self.block = block
        self.joint_width = JOINT
        self.class_width = CLASS_WIDTH
        self.back = nn.Linear(DIMENSION, DIMENSION, bias=False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.back(self.blocks(ids, mask))

    @torch.jit.export
    def blocks(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Blocks before the turn: joint in the first 192 numbers, class in the last 64."""
        return self.of_plain_sentences(nn.functional.normalize(self.tower.trunk(ids * mask).float(), dim=1))

    @torch.jit.export
    def of_plain_sentences(self, sentences: torch.Tensor) -> torch.Tensor:
        """The same from the trunk's unit vectors [B, 384]."""
        joint, anchor = self.tower.of_sentences(sentences)
        classes = self.block.text(nn.functional.normalize(anchor, dim=1))
        first = nn.functional.pad(joint, (0, self.class_width))
        second = nn.functional.pad(classes, (self.joint_width, 0))
        return torch.stack([first, second], 1)

    @torch.jit.export
    def of_sentences(self, sentences: torch.Tensor) -> torch.Tensor:
        """Turned blocks from the trunk's unit vectors [B, 384]."""
        return self.back(self.of_plain_sentences(sentences))


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
    small = TextEncoder(encoder.tower, TextClasses(encoder.block)).eval()
    small.back = encoder.back
    return small


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
    image_encoder, text_encoder = ImageEncoder(load_lite0(), images, block), TextEncoder(texts, block)
    turn = {"turn": torch.eye(DIMENSION), "back": torch.eye(DIMENSION)}
    if (work / "joint" / "turn.pt").exists():
        turn = torch.load(work / "joint" / "turn.pt")
    image_encoder.turn.weight.data.copy_(turn["turn"].T)
    text_encoder.back.weight.data.copy_(turn["back"].T)
    return image_encoder.eval(), text_encoder.eval()
