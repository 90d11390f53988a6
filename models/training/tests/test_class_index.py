"""Class numbers coded given a code."""
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

from gistpack.class_index import ClassIndex, covariance


def table(classes=30, width=16):
    generator = torch.Generator().manual_seed(1)
    x = torch.nn.functional.normalize(torch.randn(400, width, generator=generator), dim=1)
    y = x + 0.15 * torch.randn(400, width, generator=generator)
    queries = torch.nn.functional.normalize(torch.randn(classes, width, generator=generator), dim=1)
    return x, y, ClassIndex(queries, 20.0, 4.0, covariance(x - y))


def test_probabilities_of_all_numbers_are_one():
    _, y, index = table()
    every = torch.stack([index.bits(y, torch.full((len(y),), k)) for k in range(30)])
    assert torch.allclose(torch.pow(2.0, -every).sum(0), torch.ones(len(y)), atol=1e-4)


def test_a_code_that_is_exact_makes_the_number_cheap():
    x, y, index = table()
    assert index.bits(x, index.of(x)).mean() < index.bits(y, index.of(x)).mean() < 5


def test_the_number_raises_its_own_class_and_lowers_the_error():
    x, y, index = table()
    moved = index.moved(y, index.of(x))
    right = lambda v: float((index.of(v) == index.of(x)).float().mean())
    assert right(moved) > right(y)
    assert (moved - x).pow(2).sum(1).mean() < (y - x).pow(2).sum(1).mean()


def test_covariance_counts_the_mean():
    assert torch.allclose(covariance(torch.ones(10, 2)), torch.ones(2, 2))


def test_a_longer_step_makes_the_number_the_nearest_class():
    x, y, index = table()
    index.longest = 1e6
    assert float((index.of(index.moved(y, index.of(x))) == index.of(x)).float().mean()) > 0.97
