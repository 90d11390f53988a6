"""Photo to pixel tensor, bit for bit what the Java side computes.

Operations, in order: centre crop to a square, Pillow's antialiased bicubic resize to the network's
square (22-bit fixed-point coefficients, 8-bit intermediate, horizontal pass first), then
(value - mean) / std in float32, channels first.
"""
import math

import numpy as np
from PIL import Image

SIZE = 224
MEAN = 127.0
STD = 128.0
PRECISION_BITS = 22


def centre_box(width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels of the largest centred square; odd remainders go right and down."""
    side = min(width, height)
    left = (width - side) // 2
    top = (height - side) // 2
    return left, top, left + side, top + side


def _cubic(x: float) -> float:
    """Keys' kernel with a = -0.5, as Pillow's BICUBIC."""
    x = abs(x)
    if x < 1.0:
        return (1.5 * x - 2.5) * x * x + 1.0
    if x < 2.0:
        return (((x - 5.0) * x + 8.0) * x - 4.0) * -0.5
    return 0.0


def resize_weights(source: int, target: int) -> np.ndarray:
    """Fixed-point weights int64 [target, source] of one pass; each row sums to about 2**22."""
    scale = source / target
    filter_scale = max(scale, 1.0)
    support = 2.0 * filter_scale
    weights = np.zeros((target, source), dtype=np.int64)
    for row in range(target):
        centre = (row + 0.5) * scale
        first = max(int(centre - support + 0.5), 0)
        last = min(int(centre + support + 0.5), source)
        taps = [_cubic((i + first - centre + 0.5) * (1.0 / filter_scale)) for i in range(last - first)]
        total = sum_in_order(taps)
        for i, tap in enumerate(taps):
            value = tap * (1.0 / total) * (1 << PRECISION_BITS) if total != 0.0 else 0.0
            weights[row, first + i] = math.trunc(value - 0.5) if tap < 0 else math.trunc(value + 0.5)
    return weights


def sum_in_order(values: list[float]) -> float:
    """Left-to-right float64 sum; the order is part of the algorithm (``sum`` compensates since Python 3.12)."""
    total = 0.0
    for value in values:
        total += value
    return total


def resize_reference(pixels: np.ndarray, size: int) -> np.ndarray:
    """The algorithm said plainly: uint8 [H, W, 3] -> uint8 [size, size, 3]. The oracle of ``resize``."""
    half = 1 << (PRECISION_BITS - 1)
    across = resize_weights(pixels.shape[1], size)
    down = resize_weights(pixels.shape[0], size)
    wide = np.einsum("ow,hwc->hoc", across, pixels.astype(np.int64)) + half >> PRECISION_BITS
    wide = np.clip(wide, 0, 255)
    tall = np.einsum("oh,hwc->owc", down, wide) + half >> PRECISION_BITS
    return np.clip(tall, 0, 255).astype(np.uint8)


def resize(photo: Image.Image, size: int) -> Image.Image:
    """The same through Pillow."""
    return resize_axes(photo, (size, size), Image.BICUBIC)


def resize_axes(photo: Image.Image, size: tuple[int, int], resample: int) -> Image.Image:
    """Pillow's resampling one axis at a time, so that the order of passes is ours in every release."""
    return photo.resize((size[0], photo.height), resample).resize(size, resample)


def pixels(photo: Image.Image, size: int = SIZE) -> np.ndarray:
    """RGB photo of any size -> uint8 [size, size, 3]."""
    square = photo.convert("RGB").crop(centre_box(*photo.size))
    return np.asarray(resize(square, size))


def normalise(image: np.ndarray, mean: float = MEAN, std: float = STD) -> np.ndarray:
    """uint8 [..., H, W, 3] -> float32 [..., 3, H, W], contiguous."""
    scaled = (image.astype(np.float32) - np.float32(mean)) / np.float32(std)
    return np.ascontiguousarray(np.moveaxis(scaled, -1, -3))


def augmented(photo: Image.Image, rng: np.random.Generator, size: int = SIZE) -> np.ndarray:
    """Random resized crop (35 to 100 % of the area, ratio 3:4 to 4:3), mirrored half of the time; uint8 [size, size, 3].

    Training only. Without colour jitter: captions name colours.
    """
    photo = photo.convert("RGB")
    width, height = photo.size
    for _ in range(10):
        area = width * height * rng.uniform(0.35, 1.0)
        ratio = math.exp(rng.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = math.sqrt(area * ratio), math.sqrt(area / ratio)
        if w <= width and h <= height:
            break
    else:
        w = h = min(width, height)
    left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
    crop = photo.resize((size, size), Image.BICUBIC, box=(left, top, left + w, top + h))
    if rng.random() < 0.5:
        crop = crop.transpose(Image.FLIP_LEFT_RIGHT)
    return np.asarray(crop)
