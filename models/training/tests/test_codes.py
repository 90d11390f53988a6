"""Residual codes and their file."""
import itertools

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

from gistcodec import quantizer
from gistpack import codes


def books(stages=3, words=4, width=5, seed=0):
    return torch.randn(stages, words, width, generator=torch.Generator().manual_seed(seed))


def test_a_wide_beam_finds_the_best_of_all_codes():
    table = books()
    x = torch.randn(20, 5, generator=torch.Generator().manual_seed(1))
    every = torch.tensor(list(itertools.product(range(4), repeat=3)))
    errors = (x[:, None] - codes.decode(every, table, 3)[None]).pow(2).sum(2)
    found = codes.encode(x, table, beam=64, checkpoints=(3,))
    reached = (x - codes.decode(found, table, 3)).pow(2).sum(1)
    assert torch.allclose(reached, errors.min(1).values, atol=1e-5)


def test_a_wide_beam_weighs_all_checkpoints():
    table = books(seed=5)
    x = torch.randn(20, 5, generator=torch.Generator().manual_seed(2))
    every = torch.tensor(list(itertools.product(range(4), repeat=3)))

    def cost(indices, points):
        return sum((points - codes.decode(indices, table, n)).pow(2).sum(1) for n in (1, 2))

    best = torch.stack([cost(every, p[None]).min() for p in x])
    found = codes.encode(x, table, beam=64, checkpoints=(1, 2))
    assert torch.allclose(cost(found, x), best, atol=1e-5)


def test_kmeans_finds_separate_clumps():
    generator = torch.Generator().manual_seed(4)
    centres = torch.tensor([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    x = torch.cat([c + 0.1 * torch.randn(50, 2, generator=generator) for c in centres])
    found = codes.kmeans(x, 3, 20, generator, start=torch.tensor([[1.0, 1.0], [9.0, 1.0], [1.0, 9.0]]))
    assert torch.allclose(found, centres, atol=0.1)


def test_the_codebook_file_returns_and_the_codec_reads_it(tmp_path):
    integers = codes.to_integers(books(2, 256, 16))
    codes.write_rq(integers, tmp_path / "codebooks.bin")
    assert np.array_equal(codes.read_rq(tmp_path / "codebooks.bin").numpy() * codes.Q14, integers)
    assert np.array_equal(quantizer.read_codebooks((tmp_path / "codebooks.bin").read_bytes()), integers)


def test_a_short_codebook_file_is_refused(tmp_path):
    path = tmp_path / "codebooks.bin"
    codes.write_rq(codes.to_integers(books(2, 4, 3)), path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="codebooks.bin: .* M 2, K 4, D 3"):
        codes.read_rq(path)
