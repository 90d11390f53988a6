"""Texts as if they were photos: in the photos' coordinates, with their mean, spread and length."""
import numpy as np
import torch

from gistpack.pack import Pack


def moved(pack: Pack, blocks: np.ndarray, photos: torch.Tensor) -> torch.Tensor:
    """Blocks [N, B, D] of texts to vectors [N, D]; N should be thousands, for its mean and spread are taken."""
    turn = pack.images.turn.weight.value.float().T.contiguous()
    texts = torch.from_numpy(blocks.astype(np.float32)).sum(1) @ turn @ turn
    out = (texts - texts.mean(0)) / texts.std(0) * photos.std(0) + photos.mean(0)
    return out * (photos.norm(dim=1).mean() / out.norm(dim=1, keepdim=True))
