"""Photo to tensor."""
import math

import numpy as np
import pytest
from PIL import Image

from gistpack import preprocess

PRECISION_BITS = 22


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
    """The algorithm said plainly: uint8 [H, W, 3] -> uint8 [size, size, 3]."""
    half = 1 << (PRECISION_BITS - 1)
    across = resize_weights(pixels.shape[1], size)
    down = resize_weights(pixels.shape[0], size)
    wide = np.einsum("ow,hwc->hoc", across, pixels.astype(np.int64)) + half >> PRECISION_BITS
    wide = np.clip(wide, 0, 255)
    tall = np.einsum("oh,hwc->owc", down, wide) + half >> PRECISION_BITS
    return np.clip(tall, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("width,height", [(640, 480), (192, 192), (225, 223), (31, 57), (1, 1), (1000, 7)])
def test_the_quick_resize_equals_the_plain_one(width, height):
    noise = np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
    photo = Image.fromarray(noise)
    square = photo.crop(preprocess.centre_box(width, height))
    expected = resize_reference(np.asarray(square), 224)
    assert np.array_equal(preprocess.pixels(photo), expected)


def test_the_centre_box_of_an_odd_remainder_leans_to_the_top_left():
    assert preprocess.centre_box(10, 7) == (1, 0, 8, 7)


def test_normalise_puts_channels_first_and_centres():
    image = np.full((2, 2, 3), 127, np.uint8)
    image[..., 2] = 255
    out = preprocess.normalise(image)
    assert out.shape == (3, 2, 2)
    assert out[0].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert out[2, 0, 0] == np.float32(1.0)


def test_augmentation_repeats_with_its_seed():
    photo = Image.fromarray(np.random.default_rng(1).integers(0, 256, (90, 120, 3), dtype=np.uint8))
    first = preprocess.augmented(photo, np.random.default_rng([1, 2]))
    assert np.array_equal(first, preprocess.augmented(photo, np.random.default_rng([1, 2])))
    assert not np.array_equal(first, preprocess.augmented(photo, np.random.default_rng([1, 3])))
