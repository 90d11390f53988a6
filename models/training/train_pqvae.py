#!/usr/bin/env python3
"""Trains the neural product quantiser with one shared codebook: the rival that codes a vector in 50 or 100 bytes.

x [256] -> 128 x 5 x 5 numbers, cut into M pieces; each piece takes the nearest of K = 4 codewords of one codebook (2 bits);
the chosen codewords -> x again. Loss 10 (1 - cosine) + codebook + 0.25 commitment, straight-through gradients (van den Oord et al. 2017).
Trained on the same vectors as the residual codebooks; prints recalls of the validation or test split. Writes WORK/pqvae.
"""
import argparse
import struct
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cosine_similarity, mse_loss, normalize

from gistpack import codes, space
from gistpack.figures import retrieval
from train_codebooks import flickr, training_vectors

LATENT = 128 * 5 * 5
WORDS = 4


class SharedQuantiser(nn.Module):
    """Vectors [B, 256] through M indices into one codebook [K, 3200 / M]."""

    def __init__(self, indices: int, width: int = space.DIMENSION, inner: int = 512):
        super().__init__()
        self.indices = indices
        self.into = nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Linear(inner, LATENT))
        self.back = nn.Sequential(nn.Linear(LATENT, inner), nn.GELU(), nn.Linear(inner, width))
        self.words = nn.Parameter(torch.randn(WORDS, LATENT // indices) * 0.3)

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        """Indices int64 [B, M]."""
        pieces = self.into(x).view(len(x), self.indices, -1)
        return self._nearest(pieces)

    def decode(self, found: torch.Tensor) -> torch.Tensor:
        return self.back(self.words[found].flatten(1))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The vector after coding, and the codebook and commitment losses."""
        pieces = self.into(x).view(len(x), self.indices, -1)
        chosen = self.words[self._nearest(pieces)]
        loss = mse_loss(chosen, pieces.detach()) + 0.25 * mse_loss(pieces, chosen.detach())
        return self.back((pieces + (chosen - pieces).detach()).flatten(1)), loss

    def _nearest(self, pieces: torch.Tensor) -> torch.Tensor:
        return (self.words.pow(2).sum(1) - 2 * pieces @ self.words.T).argmin(2)


def write(model: SharedQuantiser, path: Path) -> None:
    """The codebook as a file of kind 3 (codec/FORMAT.md, 4.1)."""
    words = codes.to_integers(model.words.detach())
    head = struct.pack("<4sBBBBHHHH", b"GWCB", 1, 3, 0, 0, model.indices, WORDS, LATENT, words.shape[1])
    path.write_bytes(head + words.tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--bytes", type=int, choices=[50, 100], default=50)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--split", choices=["val", "test"], default="val")
    parser.add_argument("--class-weight", type=float, default=0.3)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    x = training_vectors(options.work, 8000, options.seed).to(options.device)
    model = SharedQuantiser(options.bytes * 4).to(options.device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.01)
    started = time.time()
    for step in range(options.steps):
        for group in optimiser.param_groups:
            group["lr"] = options.rate * (1 - step / options.steps)
        given = x[torch.randint(len(x), (options.batch,), device=options.device)]
        back, loss = model(given)
        loss = loss + 10 * (1 - cosine_similarity(back, given)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 100 == 0 or step + 1 == options.steps:
            print(f"pqvae {step + 1}/{options.steps} {time.time() - started:.0f} s loss {loss.item():.4f}", flush=True)
    photos, texts, owner = flickr(options.work, options.split, options.class_weight)
    with torch.no_grad():
        model.cpu().eval()
        y = model.decode(model.encode(photos))
        exact, coded = retrieval(photos, texts, owner), retrieval(y, texts, owner)
    out = options.work / "pqvae"
    out.mkdir(exist_ok=True)
    write(model, out / f"codebook_{options.bytes}.bin")
    torch.save(model.state_dict(), out / f"pqvae_{options.bytes}.pt")
    print(f"{options.bytes} bytes, {options.split}: t2i_10 {coded['t2i_10']:.1f} of {exact['t2i_10']:.1f} "
          f"({100 * coded['t2i_10'] / exact['t2i_10']:.1f} %), i2t_10 {coded['i2t_10']:.1f}, mean cosine "
          f"{cosine_similarity(normalize(y, dim=1), photos).mean().item():.3f}")


if __name__ == "__main__":
    main()
