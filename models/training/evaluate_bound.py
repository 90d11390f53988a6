#!/usr/bin/env python3
"""States what codes could keep of the space at best if its vectors were Gaussian: recall behind the optimal test channel.

Each principal direction of the training photos keeps what reverse water-filling gives it at a code's bits (Cover and Thomas, Elements of
Information Theory, section 10.3). Validation split, text to image R@10, as a share of the float's. Reads WORK/final.
"""
import argparse
import statistics
from pathlib import Path

import torch

from gistpack.figures import retrieval
from train_codebooks import flickr, training_vectors


def water_level(spread: torch.Tensor, bits: float) -> float:
    """The squared error of every direction that is kept, for which sum of log2(l / level) / 2 over l > level is ``bits``."""
    low, high = 1e-12, float(spread.max())
    for _ in range(200):
        level = (low * high) ** 0.5
        if float(0.5 * torch.log2((spread / level).clamp_min(1)).sum()) > bits:
            low = level
        else:
            high = level
    return high


class Source:
    """A Gaussian with the moments of vectors float [N, D]."""

    def __init__(self, x: torch.Tensor):
        x = x.double()
        self.mean = x.mean(0)
        spread, self.axes = torch.linalg.eigh(torch.cov(x.T))
        self.spread = spread.clamp_min(1e-12)

    def error(self, bits: float) -> torch.Tensor:
        """Squared error [D] of each direction at the bound."""
        return self.spread.clamp_max(water_level(self.spread, bits))

    def send(self, x: torch.Tensor, bits: float, generator: torch.Generator) -> torch.Tensor:
        """What a receiver has of x behind the test channel."""
        error = self.error(bits)
        gain = 1 - error / self.spread
        noise = torch.randn(x.shape, generator=generator, dtype=torch.double) * (error * gain).sqrt()
        return (((x.double() - self.mean) @ self.axes * gain + noise) @ self.axes.T + self.mean).float()


def main() -> None:
    options = arguments()
    source = Source(training_vectors(options.work, 0, options.seed))
    photos, texts, owner = flickr(options.work, "val", options.class_weight)
    exact = retrieval(photos, texts, owner)["t2i_10"]
    print(f"float: R@10 {exact:.1f} %")
    for count in (16, 8, 4):
        shares = []
        for draw in range(options.draws):
            generator = torch.Generator().manual_seed(options.seed + draw)
            received = source.send(photos, 8 * count, generator)
            shares.append(100 * retrieval(received, texts, owner)["t2i_10"] / exact)
        print(f"{count} bytes: squared error {source.error(8 * count).sum():.3f}, "
              f"keeps {statistics.mean(shares):.1f} % (deviation {statistics.stdev(shares):.1f})", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--class-weight", type=float, default=0.3, help="weight of the class block in sentence queries")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
