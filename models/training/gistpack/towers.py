"""The two towers of the joint space."""
import torch
from torch import nn

from gistpack.backbone import GRID, MAP_WIDTH, MID_WIDTH, WIDTH
from gistpack.heads import Head, Standardise
from gistpack.minilm import HIDDEN, MiniLM

JOINT = 192
READERS = 16
READ = 64


class ImageTower(nn.Module):
    """Backbone features -> the joint block, unit float [B, 192].

    pooled [B, 1280], mid [B, 608], maps [B, 49, 320]; the map is read by 16 learned attention
    pools of 64 channels each, beside the means that the classifier uses.
    """

    def __init__(self, out: int = JOINT, inner: int = 1024, dropout: float = 0.5):
        super().__init__()
        self.readers = READERS
        self.pooled = Standardise(WIDTH)
        self.mid = Standardise(MID_WIDTH)
        self.cells = Standardise(MAP_WIDTH)
        self.key = nn.Linear(MAP_WIDTH, READERS)
        self.value = nn.Linear(MAP_WIDTH, READERS * READ)
        self.place = nn.Parameter(torch.zeros(GRID * GRID, READERS))
        self.norm = nn.LayerNorm(READERS * READ)
        width = WIDTH + MID_WIDTH + READERS * READ
        self.drop_in = nn.Dropout(dropout)
        self.linear = nn.Linear(width, out)
        self.up = nn.Linear(width, inner)
        self.drop = nn.Dropout(dropout)
        self.down = nn.Linear(inner, out)
        nn.init.zeros_(self.down.weight)

    def fit(self, pooled: torch.Tensor, mid: torch.Tensor, maps: torch.Tensor) -> None:
        """Sets the constants of standardisation from training features."""
        self.pooled.fit(pooled)
        self.mid.fit(mid)
        self.cells.fit(maps.flatten(0, 1))

    def forward(self, pooled: torch.Tensor, mid: torch.Tensor, maps: torch.Tensor) -> torch.Tensor:
        cells = self.cells(maps)
        attention = (self.key(cells) + self.place).softmax(1)
        values = self.value(cells).unflatten(2, [self.readers, -1])
        read = torch.einsum("bph,bphd->bhd", [attention, values]).flatten(1)
        return self.joined(pooled, mid, read)

    @torch.jit.export
    def at_cells(self, pooled: torch.Tensor, mid: torch.Tensor, maps: torch.Tensor) -> torch.Tensor:
        """The same for places of photos: pooled [P, 1280], mid [P, 608], maps [P, 320] are those of the place."""
        return self.joined(pooled, mid, self.value(self.cells(maps)))

    def joined(self, pooled: torch.Tensor, mid: torch.Tensor, read: torch.Tensor) -> torch.Tensor:
        """What comes after reading the map, read [B, 1024]."""
        x = self.drop_in(torch.cat([self.pooled(pooled), self.mid(mid), self.norm(read)], 1))
        x = self.linear(x) + self.down(self.drop(nn.functional.gelu(self.up(x))))
        return nn.functional.normalize(x.float(), dim=1)


class TextTower(nn.Module):
    """Token ids int64 [B, T] -> joint block of a query, unit float [B, 192], and an anchor [B, 384].

    The anchor stays near the untuned sentence vector, so that the trunk keeps its knowledge of words
    that no caption has; the class block's text side is read from the same trunk.
    """

    def __init__(self, trunk: MiniLM, out: int = JOINT):
        super().__init__()
        self.trunk = trunk
        self.joint = Head(HIDDEN, out, inner=512, dropout=0.2)
        self.anchor = nn.Linear(HIDDEN, HIDDEN)
        nn.init.eye_(self.anchor.weight)
        nn.init.zeros_(self.anchor.bias)

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.of_sentences(nn.functional.normalize(self.trunk(ids).float(), dim=1))

    @torch.jit.export
    def of_sentences(self, sentences: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Both from the trunk's unit vectors [B, 384]."""
        return self.joint(sentences).float(), self.anchor(sentences)
