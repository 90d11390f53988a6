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


def centre_box(width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels of the largest centred square; odd remainders go right and down."""
    side = min(width, height)
    left = (width - side) // 2
    top = (height - side) // 2
    return left, top, left + side, top + side


def resize_axes(photo: Image.Image, size: tuple[int, int], resample: int) -> Image.Image:
    """Pillow's resampling one axis at a time, so that the order of passes is ours in every release."""
    return photo.resize((size[0], photo.height), resample).resize(size, resample)


def pixels(photo: Image.Image, size: int = SIZE) -> np.ndarray:
    """RGB photo of any size -> uint8 [size, size, 3]."""
    square = photo.convert("RGB").crop(centre_box(*photo.size))
    return np.asarray(resize_axes(square, (size, size), Image.BICUBIC))


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
