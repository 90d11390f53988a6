"""The class block: ImageNet probabilities turned into a vector that text can meet (ConSE, made small and trained)."""
import torch
from torch import nn

from gistpack.backbone import CLASSES
from gistpack.heads import Standardise
from gistpack.minilm import HIDDEN

CLASS_WIDTH = 64


class ClassBlock(nn.Module):
    """Photo side: probabilities [B, 1000] -> unit [B, 64], the normalised mean of class vectors (ConSE).

    Text side: unit sentence vectors [B, 384] -> unit [B, 64], the projection on the principal
    directions of the class words plus a small trained residual.
    """

    def __init__(self, width: int = CLASS_WIDTH, inner: int = 512, dropout: float = 0.3):
        super().__init__()
        self.classes = nn.Parameter(torch.zeros(CLASSES, width))
        self.register_buffer("centre", torch.zeros(HIDDEN))
        self.project = nn.Linear(HIDDEN, width, bias=False)
        self.standardise = Standardise(HIDDEN)
        self.up = nn.Linear(HIDDEN, inner)
        self.drop = nn.Dropout(dropout)
        self.down = nn.Linear(inner, width)
        nn.init.zeros_(self.down.weight)
        nn.init.zeros_(self.down.bias)

    def forward(self, probabilities: torch.Tensor) -> torch.Tensor:
        return self.photo(probabilities)

    @torch.no_grad()
    def start(self, words: torch.Tensor, texts: torch.Tensor) -> None:
        """Plain ConSE on principal components. words: unit [1000, 384], one for each class; texts [N, 384]."""
        self.centre.copy_(words.mean(0))
        _, _, directions = torch.linalg.svd(words - self.centre, full_matrices=False)
        kept = directions[: self.project.out_features]
        self.project.weight.copy_(kept)
        self.classes.copy_((words - self.centre) @ kept.T)
        self.standardise.fit(texts)

    @torch.jit.export
    def photo(self, probabilities: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(probabilities @ self.classes, dim=1)

    @torch.jit.export
    def text(self, sentences: torch.Tensor) -> torch.Tensor:
        x = self.project(sentences - self.centre)
        x = x + 0.2 * self.down(self.drop(nn.functional.gelu(self.up(self.standardise(sentences)))))
        return nn.functional.normalize(x, dim=1)
