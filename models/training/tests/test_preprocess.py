"""Photo to tensor."""
import numpy as np
import pytest
from PIL import Image

from gistpack import preprocess


@pytest.mark.parametrize("width,height", [(640, 480), (192, 192), (225, 223), (31, 57), (1, 1), (1000, 7)])
def test_the_quick_resize_equals_the_plain_one(width, height):
    noise = np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
    photo = Image.fromarray(noise)
    square = photo.crop(preprocess.centre_box(width, height))
    expected = preprocess.resize_reference(np.asarray(square), 224)
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
