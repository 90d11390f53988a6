"""Codes trained through the quantiser: vectors that are made, gradients, and a few steps."""
import argparse

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

import train_codes
from gistpack import codes, pack_vectors


def normal(count, width=8, seed=1):
    return torch.randn(count, width, generator=torch.Generator().manual_seed(seed))


def test_neighbours_are_the_nearest_others():
    x = normal(60)
    unit = torch.nn.functional.normalize(x, dim=1)
    scores = unit @ unit.T - 2 * torch.eye(60)
    assert torch.equal(pack_vectors.neighbours(x, 3, block=16), scores.topk(3, dim=1).indices)


def test_a_row_that_occurs_twice_is_its_own_copys_neighbour():
    x = normal(20)
    x[7] = x[3]
    near = pack_vectors.neighbours(x, 2)
    assert 3 in near[7] and 7 in near[3]
    assert near.shape == (20, 2)


def test_made_vectors_are_as_long_as_what_they_are_made_of_and_differ_from_it():
    x = torch.nn.functional.normalize(normal(100), dim=1)
    made = pack_vectors.varied(x, pack_vectors.neighbours(x, 5), 500, torch.Generator().manual_seed(2))
    assert torch.allclose(made.norm(dim=1), torch.ones(500), atol=1e-5)
    assert float((made @ x.T).max(1).values.mean()) < 0.999


def test_moved_texts_have_the_photos_mean_spread_and_length():
    photos = normal(500, seed=3) * 0.1 + 1
    moved = pack_vectors.to_photos(normal(400, seed=4) * 5 - 2, photos)
    assert torch.allclose(moved.mean(0), photos.mean(0), atol=0.05)
    assert torch.allclose(moved.norm(dim=1), photos.norm(dim=1).mean().expand(400), atol=1e-4)


def test_gradients_go_to_the_code_and_straight_through_to_what_was_coded():
    coded, exact = normal(4).requires_grad_(), normal(4, seed=2).requires_grad_()
    out = train_codes.Straight.apply(coded, exact)
    assert torch.equal(out, coded)
    (out * normal(4, seed=3)).sum().backward()
    assert torch.equal(coded.grad, normal(4, seed=3)) and torch.equal(exact.grad, normal(4, seed=3))


def options(**changed):
    given = dict(beam=2, scale=20.0, label_scale=20.0, weights=(1, 1, 1, 1), maps=False, keep=1.0, stay=0.02, own=0.5,
                 likeness=1.0, labels=0.5, error=2.0)
    return argparse.Namespace(**{**given, **changed})


@pytest.mark.parametrize("maps", [False, True])
def test_a_few_steps_lower_the_loss(maps):
    torch.manual_seed(1)
    books = torch.nn.Parameter(torch.randn(16, 16, 8) * torch.tensor(0.7) ** torch.arange(16)[:, None, None])
    module = train_codes.Maps(8)
    photos = torch.nn.functional.normalize(normal(64), dim=1)
    captions = photos + 0.1 * normal(64, seed=5)
    optimiser = torch.optim.Adam([books, *(module.parameters() if maps else ())], 3e-3)
    losses = []
    for _ in range(12):
        loss = train_codes.loss_of(books, module, photos, captions, normal(32, seed=6), normal(20, seed=7), options(maps=maps))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.9 * losses[0]
    assert (float(module.photo.abs().sum()) > 0) == maps


def test_identity_maps_change_nothing():
    maps, x = train_codes.Maps(8), normal(5)
    assert torch.equal(maps.photos(x), x) and torch.equal(maps.texts(x), x)
    assert np.array_equal(codes.CHECKPOINTS, (1, 2, 4, 8, 16))
