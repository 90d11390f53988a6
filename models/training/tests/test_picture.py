"""The picture tokenizer's network: prefixes, lookups, and a few steps of learning."""
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

from gistpack import picture, picture_tokens


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(1)
    made = picture.Picture(latent=8, words=16)
    made.quantiser.start(torch.randn(80, 8, 8, 8), 2)
    return made.eval()


def pixels(count=2):
    return picture.to_pixels(np.random.default_rng(1).integers(0, 256, (count, 128, 128, 3), dtype=np.uint8))


def test_what_is_looked_up_is_what_was_quantised(net):
    x = pixels()
    everything = np.full(2, picture_tokens.TOKENS)
    with torch.no_grad():
        seen, _, tokens = net.quantiser(net.grid(x), picture.masks_of(everything))
        again = net.quantiser.lookup(tokens, picture.masks_of(everything))
    assert torch.allclose(seen, again, atol=1e-5)


def test_tokens_do_not_depend_on_the_prefix_that_is_painted(net):
    grid = net.grid(pixels())
    short = net.quantiser(grid, picture.masks_of(np.array([84, 84])))[2]
    whole = net.quantiser(grid, picture.masks_of(np.array([212, 212])))[2]
    for scale in range(3):
        assert torch.equal(short[scale], whole[scale])


def test_tokens_outside_the_prefix_change_nothing(net):
    x = pixels()
    tokens = net.tokens(x)
    code = torch.zeros(2, picture.CODE)
    before = net.paint(tokens, np.array([20, 50]), code)
    tokens[4] = (tokens[4] + 1) % 16
    assert torch.equal(before, net.paint(tokens, np.array([20, 50]), code))


def test_gradients_reach_the_encoder_through_the_tokens(net):
    x = pixels()
    net.train()
    again, commitment, _ = net(x, np.array([4, 212]), torch.zeros(2, picture.CODE))
    ((again - x).abs().mean() + commitment).backward()
    net.eval()
    assert float(net.encoder.body[0].weight.grad.abs().sum()) > 0


def test_psnr_of_a_known_error():
    x = picture.to_pixels(np.full((1, 128, 128, 3), 100, np.uint8))
    y = picture.to_pixels(np.full((1, 128, 128, 3), 110, np.uint8))
    assert float(picture.psnr(y, x)) == pytest.approx(20 * np.log10(255 / 10), abs=1e-3)
