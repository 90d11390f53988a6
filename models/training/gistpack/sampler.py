"""The packed language model as floats, for sampling and pricing many captions at once on one core.

The integer model of codec/FORMAT.md, section 5, decides every bit of a gist; what is drawn here is only text, so
bfloat16 products are exact enough. Equal seeds give equal text on one machine and one torch version.
"""
import numpy as np
import torch

from gistcodec.language_model import Weights, valid_prefix
from gistcodec.bpe import Bpe

LOG2_E = 1.4426950408889634
MOST_TOKENS = 40


class FloatModel:
    """Steps of the caption GRU for B captions side by side, weights from the integer file."""

    def __init__(self, w: Weights, dtype: torch.dtype = torch.bfloat16):
        self.bpe = Bpe([tuple(int(i) for i in pair) for pair in w.merges])
        self.width, self.dtype = w.start_weight.shape[0], dtype
        row = w.embedding_in / 2.0 ** (int(w.shifts[0]) + 12)
        o_q = -float(np.round(np.log2(np.median((w.embedding_out / 2.0 ** int(w.shifts[8])) / row / LOG2_E / 2**10))))
        self.embedding = _tensor(w.embedding * row[:, None])
        self.token_bias = _tensor(w.token_bias / 2.0**10 / LOG2_E)
        self.input = _matrix(w.input_weight, w.input_scale, w.shifts[1], -1)
        self.state = _matrix(w.state_weight, w.state_scale, w.shifts[2], -3)
        self.projection = _matrix(w.projection, w.projection_scale, w.shifts[3], o_q - 14)
        self.condition = _matrix(w.condition_weight, w.condition_scale, w.shifts[4], -2)
        self.begin = _matrix(w.start_weight, w.start_scale, w.shifts[5], -2)
        self.input_shift = _matrix(w.input_shift, w.input_shift_scale, w.shifts[6], -2)
        self.output_shift = _matrix(w.output_shift, w.output_shift_scale, w.shifts[7], o_q - 14)
        self.gate_bias, self.reset_bias = _tensor(w.gate_bias / 2.0**11), _tensor(w.reset_bias / 2.0**11)
        self.rows, self.start_bias = _tensor(w.condition_rows / 2.0**12), _tensor(w.start_bias / 2.0**12)
        self.projection_bias = _tensor(w.projection_bias / 2.0**o_q)
        for name in ("input", "state", "projection"):
            setattr(self, name, getattr(self, name).to(dtype))
        self.out = self.embedding.to(dtype)

    def start(self, x: torch.Tensor, stages: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """State, shift and lift for decoded prefixes x [B, D] of stages [B]."""
        c = torch.tanh((x * (stages > 0)[:, None]) @ self.condition.T + self.rows[stages])
        h = torch.tanh(c @ self.begin.T + self.start_bias)
        return h, c @ self.input_shift.T, c @ self.output_shift.T + self.projection_bias

    def step(self, h: torch.Tensor, shift: torch.Tensor, lift: torch.Tensor, previous: torch.Tensor):
        """The next state and the logits [B, V] in nats after the tokens ``previous`` [B]."""
        n = self.width
        u = (self.embedding[previous] + shift).to(self.dtype)
        g = (u @ self.input.T).float() + self.gate_bias
        p = (h.to(self.dtype) @ self.state.T).float()
        r, z = torch.sigmoid(g[:, :n] + p[:, :n]), torch.sigmoid(g[:, n:2 * n] + p[:, n:2 * n])
        new = torch.tanh(g[:, 2 * n:] + r * (p[:, 2 * n:] + self.reset_bias))
        h = new + z * (h - new)
        o = (h.to(self.dtype) @ self.projection.T).float() + lift
        return h, (o.to(self.dtype) @ self.out.T).float() + self.token_bias

    @torch.no_grad()
    def sample(self, x: torch.Tensor, stages: torch.Tensor, temperature: float, generator: torch.Generator) -> list[str]:
        """One caption for each row of x [B, D]; the empty string where one does not end in time."""
        end = self.bpe.end_of_text
        h, shift, lift = self.start(x, stages)
        previous, rows = torch.full((len(x),), end), torch.arange(len(x))
        written: list[list[int]] = [[] for _ in range(len(x))]
        done = [False] * len(x)
        for _ in range(MOST_TOKENS):
            h, logits = self.step(h, shift, lift, previous)
            noise = torch.rand(logits.shape, generator=generator).clamp_(1e-10).log_().neg_().log_().neg_()
            previous = (logits / temperature + noise).argmax(1)
            for row, token in zip(rows.tolist(), previous.tolist()):
                written[row].append(token) if token != end else done.__setitem__(row, True)
            alive = previous != end
            rows, previous, h, shift, lift = rows[alive], previous[alive], h[alive], shift[alive], lift[alive]
            if not len(rows):
                break
        return [valid_prefix(self.bpe.decode(ids)).decode("utf-8") if ok else "" for ids, ok in zip(written, done)]

    @torch.no_grad()
    def bits(self, texts: list[str], batch: int = 1024) -> tuple[np.ndarray, np.ndarray]:
        """What texts cost alone, in bits, and their numbers of tokens with the end, both [N]."""
        end = self.bpe.end_of_text
        tokens = [self.bpe.encode(text) + [end] for text in texts]
        counts = np.array([len(ids) for ids in tokens])
        total = np.zeros(len(texts))
        order = np.argsort(-counts, kind="stable")
        for at in range(0, len(order), batch):
            chosen = order[at:at + batch]
            h, shift, lift = self.start(torch.zeros(len(chosen), self.condition.size(1)), torch.zeros(len(chosen), dtype=torch.long))
            previous = torch.full((len(chosen),), end)
            for t in range(int(counts[chosen[0]])):
                alive = int((counts[chosen] > t).sum())
                chosen, h, shift, lift, previous = chosen[:alive], h[:alive], shift[:alive], lift[:alive], previous[:alive]
                h, logits = self.step(h, shift, lift, previous)
                previous = torch.tensor([tokens[i][t] for i in chosen])
                nats = logits.logsumexp(1) - logits.gather(1, previous[:, None])[:, 0]
                total[chosen] += nats.numpy() * LOG2_E
        return total, counts


def _tensor(values) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))


def _matrix(weights: np.ndarray, scale: np.ndarray, shift: int, power: float) -> torch.Tensor:
    return _tensor(weights * (scale / 2.0 ** (int(shift) + power))[:, None])
