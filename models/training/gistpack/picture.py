"""The picture tokenizer: photo [3, 128, 128] to an 8x8 grid of vectors, residual tokens, and back.

No normalisation layers: residual blocks start as identities, which trains as well at this depth and keeps bfloat16 fast.
"""
from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn.functional import adaptive_avg_pool2d, interpolate, pixel_shuffle, pixel_unshuffle

from gistpack import picture_tokens

SIDE = 128
CODE = 256


class Block(nn.Module):
    """Residual block of two 3x3 convolutions; with ``given`` numbers it is scaled and moved by them (FiLM)."""

    def __init__(self, width: int, given: int = 0):
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)
        self.film = nn.Linear(given, 2 * width) if given else None
        if self.film is not None:
            nn.init.zeros_(self.film.weight)
            nn.init.zeros_(self.film.bias)

    def forward(self, x: torch.Tensor, given: torch.Tensor | None = None) -> torch.Tensor:
        h = self.first(torch.relu(x))
        if self.film is not None:
            scale, move = self.film(given)[:, :, None, None].chunk(2, 1)
            h = h * (1 + scale) + move
        return x + self.second(torch.relu(h))


class Encoder(nn.Module):
    """Pixels in -1..1, float [N, 3, 128, 128] -> grid float [N, latent, 8, 8]."""

    def __init__(self, latent: int, widths: tuple[int, int, int] = (48, 128, 256), blocks: tuple[int, int, int] = (1, 2, 2)):
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(48, widths[0], 3, padding=1)]
        for level, (width, count) in enumerate(zip(widths, blocks)):
            if level:
                layers.append(nn.Conv2d(widths[level - 1], width, 4, stride=2, padding=1))
            layers += [Block(width) for _ in range(count)]
        self.body = nn.Sequential(*layers, nn.ReLU(), nn.Conv2d(widths[-1], latent, 1))

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.body(pixel_unshuffle(pixels, 4))


class Decoder(nn.Module):
    """Grid, the scales' masks and the code's vector [N, 256] (zeros: unknown) -> pixels float [N, 3, 128, 128]."""

    def __init__(self, latent: int, widths: tuple[int, int, int] = (256, 160, 96), blocks: tuple[int, int, int] = (3, 2, 1)):
        super().__init__()
        self.imagined = nn.Linear(CODE, 16 * 16)
        given = 128
        self.given = nn.Linear(CODE, given)
        self.enter = nn.Conv2d(latent + len(picture_tokens.SIDES) + 16, widths[0], 3, padding=1)
        self.levels = nn.ModuleList(
            nn.ModuleList(Block(width, given) for _ in range(count)) for width, count in zip(widths, blocks))
        self.rises = nn.ModuleList(nn.Conv2d(a, 4 * b, 1) for a, b in zip(widths, widths[1:]))
        self.leave = nn.Conv2d(widths[-1], 48, 3, padding=1)

    def forward(self, grid: torch.Tensor, masks: list[torch.Tensor], code: torch.Tensor) -> torch.Tensor:
        size = grid.shape[-2:]
        maps = [interpolate(mask, size) for mask in masks]
        dream = interpolate(self.imagined(code).view(-1, 16, 4, 4), size, mode="bilinear", align_corners=False)
        x = self.enter(torch.cat([grid, *maps, dream.to(grid.dtype)], 1))
        given = torch.relu(self.given(code))
        for level, blocks in enumerate(self.levels):
            if level:
                x = pixel_shuffle(self.rises[level - 1](x), 2)
            for block in blocks:
                x = block(x, given)
        return pixel_shuffle(self.leave(torch.relu(x)), 4)


class Quantiser(nn.Module):
    """Residual tokens of a grid, coarse to fine; codebooks follow means of what they are given (EMA), unused words start anew.

    ``shared``: one codebook for all scales; else one for each. A scale's residuals are divided by a running length first.
    """

    def __init__(self, latent: int, words: int, shared: bool, decay: float = 0.99):
        super().__init__()
        scales = len(picture_tokens.SIDES)
        self.words, self.shared, self.decay = words, shared, decay
        books = 1 if shared else scales
        self.register_buffer("books", torch.randn(books, words, latent))
        self.register_buffer("sums", self.books.clone())
        self.register_buffer("counts", torch.ones(books, words))
        self.register_buffer("gains", torch.ones(scales))
        self.register_buffer("ready", torch.zeros((), dtype=torch.bool))
        self.smooth = nn.ModuleList(nn.Conv2d(latent, latent, 3, padding=1) for _ in range(scales))
        for layer in self.smooth:
            nn.init.dirac_(layer.weight)
            nn.init.zeros_(layer.bias)

    def book(self, scale: int) -> torch.Tensor:
        return self.books[0 if self.shared else scale]

    def spread(self, scale: int, values: torch.Tensor) -> torch.Tensor:
        """Values of a scale [N, latent, side, side] on the 8x8 grid."""
        size = (picture_tokens.GRID, picture_tokens.GRID)
        if values.shape[-2:] != size:
            values = interpolate(values, size, mode="bilinear", align_corners=False)
        return self.smooth[scale](values)

    def nearest(self, scale: int, rows: torch.Tensor) -> torch.Tensor:
        """Tokens int64 [M] of residuals [M, latent]."""
        book = self.book(scale)
        return (book.pow(2).sum(1) - 2 * (rows / self.gains[scale]) @ book.T).argmin(1)

    def forward(self, grid: torch.Tensor, masks: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor, list[torch.Tensor]]:
        """The grid that a decoder sees of the prefixes that ``masks`` keep, the commitment loss, and all tokens [N, side^2]."""
        total = torch.zeros_like(grid)
        loss = grid.new_zeros(())
        tokens = []
        for scale, (side, mask) in enumerate(zip(picture_tokens.SIDES, masks)):
            residual = adaptive_avg_pool2d(grid - total, side)
            rows = residual.detach().movedim(1, -1).reshape(-1, grid.size(1))
            if self.training:
                self.measure(scale, rows)
            if self.ready:
                found = self.nearest(scale, rows)
                tokens.append(found.view(len(grid), -1))
                value = (self.book(scale)[found] * self.gains[scale]).view(len(grid), side, side, -1).movedim(-1, 1)
                loss = loss + ((residual - value).pow(2) * mask).mean() / self.gains[scale] ** 2
                if self.training:
                    self.learn(scale, rows / self.gains[scale], found)
                residual = residual + (value - residual).detach()
            total = total + self.spread(scale, residual * mask)
        return total, loss, tokens

    def lookup(self, tokens: list[torch.Tensor], masks: list[torch.Tensor]) -> torch.Tensor:
        """The grid of tokens [N, side^2] of each scale; tokens outside the masks are not looked at."""
        total = 0
        for scale, (side, found, mask) in enumerate(zip(picture_tokens.SIDES, tokens, masks)):
            value = (self.book(scale)[found] * self.gains[scale]).view(-1, side, side, self.books.size(2)).movedim(-1, 1)
            total = total + self.spread(scale, value * mask)
        return total

    @torch.no_grad()
    def measure(self, scale: int, rows: torch.Tensor) -> None:
        length = rows.pow(2).mean().sqrt().clamp_min(1e-4)
        self.gains[scale] = length if self.gains[scale] == 1 else torch.lerp(length, self.gains[scale], 0.995)

    @torch.no_grad()
    def learn(self, scale: int, rows: torch.Tensor, found: torch.Tensor) -> None:
        """One step of the running means; words that fewer than one in 1/8 of the even share find are put on a given row."""
        at = 0 if self.shared else scale
        counts = torch.bincount(found, minlength=self.words).float()
        sums = torch.zeros_like(self.sums[at]).index_add_(0, found, rows)
        decay = self.decay ** (1 / len(picture_tokens.SIDES)) if self.shared else self.decay
        self.counts[at].lerp_(counts, 1 - decay)
        self.sums[at].lerp_(sums, 1 - decay)
        dead = self.counts[at] < 0.125 * self.counts[at].sum() / self.words
        if dead.any() and torch.rand(()) < 0.05:
            which = torch.where(dead)[0]
            chosen = rows[torch.randint(len(rows), (len(which),))]
            even = self.counts[at].sum() / self.words
            self.counts[at][which] = even
            self.sums[at][which] = chosen * even
        self.books[at] = self.sums[at] / self.counts[at].clamp_min(1e-6)[:, None]

    @torch.no_grad()
    def start(self, grid: torch.Tensor, rounds: int = 10) -> None:
        """First codebooks by k-means on the residuals of grids [N, latent, 8, 8], scale after scale."""
        from gistpack.codes import kmeans

        generator = torch.Generator().manual_seed(1)
        total = torch.zeros_like(grid)
        for scale, side in enumerate(picture_tokens.SIDES):
            residual = adaptive_avg_pool2d(grid - total, side)
            rows = residual.movedim(1, -1).reshape(-1, grid.size(1))
            self.gains[scale] = rows.pow(2).mean().sqrt()
            rows = rows / self.gains[scale]
            if scale == 0 or not self.shared:
                at = 0 if self.shared else scale
                sample = rows[torch.randperm(len(rows), generator=generator)[:20_000]]
                self.books[at] = kmeans(sample, self.words, rounds, generator)
                even = float(len(grid)) * side * side / self.words / 100
                self.counts[at] = even
                self.sums[at] = self.books[at] * even
            found = (self.book(scale).pow(2).sum(1) - 2 * rows @ self.book(scale).T).argmin(1)
            value = (self.book(scale)[found] * self.gains[scale]).view(len(grid), side, side, -1).movedim(-1, 1)
            total = total + self.spread(scale, value)
        self.ready.fill_(True)


class Picture(nn.Module):
    """Encoder, tokens and decoder in one."""

    def __init__(self, latent: int = 32, words: int = 512, shared: bool = False):
        super().__init__()
        self.shape = {"latent": latent, "words": words, "shared": shared}
        self.encoder = Encoder(latent)
        self.quantiser = Quantiser(latent, words, shared)
        self.decoder = Decoder(latent)

    def grid(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.encoder(pixels).float()

    def forward(self, pixels: torch.Tensor, lengths: np.ndarray, code: torch.Tensor):
        """Pixels again from prefixes of ``lengths`` [N] tokens, the commitment loss, and the tokens of each scale."""
        masks = masks_of(lengths)
        grid = self.grid(pixels)
        with torch.autocast("cpu", enabled=False):
            seen, loss, tokens = self.quantiser(grid, masks)
        return self.decoder(seen, masks, code), loss, tokens

    @torch.no_grad()
    def tokens(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        """All tokens of pictures, for each scale row-major [N, side^2]."""
        everything = masks_of(np.full(len(pixels), picture_tokens.TOKENS))
        return self.quantiser(self.grid(pixels), everything)[2]

    @torch.no_grad()
    def paint(self, tokens: list[torch.Tensor], lengths: np.ndarray, code: torch.Tensor) -> torch.Tensor:
        """Pixels in -1..1 of the first ``lengths`` [N] tokens and codes."""
        masks = masks_of(lengths)
        return self.decoder(self.quantiser.lookup(tokens, masks), masks, code).float()


def masks_of(lengths: np.ndarray) -> list[torch.Tensor]:
    """Masks [N, 1, side, side] of prefixes."""
    return [torch.from_numpy(mask).view(-1, 1, side, side)
            for mask, side in zip(picture_tokens.kept(lengths), picture_tokens.SIDES)]


def to_pixels(images: np.ndarray) -> torch.Tensor:
    """uint8 [N, 128, 128, 3] -> float in -1..1, [N, 3, 128, 128] with channels last."""
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1


def psnr(painted: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
    """PSNR in dB of each picture, painted values cut and rounded to 8 bits first."""
    shown = torch.round((painted.float().clamp(-1, 1) + 1) * 127.5)
    error = (shown - torch.round((pixels + 1) * 127.5)).pow(2).flatten(1).mean(1)
    return 10 * torch.log10(255 ** 2 / error.clamp_min(1e-9))
