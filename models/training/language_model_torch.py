"""The caption language model in PyTorch: the float twin that is trained, then rounded to integers.

Shapes use the letters of FORMAT.md: V tokens, E embedding width, H state width, C width of the
conditioning, D width of the embedding vector, B captions in a batch, T steps, N = tokens that count.

    c    = tanh(W1 x + row[n])                what the model knows of the photo; x = decode(prefix)
    h0   = tanh(W2 c + b2)
    u_t  = emb[token_t] + U c                 the token before, shifted by the photo
    r, z = sigmoid(Wx u_t + Wh h + b)
    n    = tanh(Wx u_t + b + r * (Wh h + bn))
    h    = n + z * (h - n)
    o    = P h + Q c + bo,   logits = emb o + bv          (tied embedding)

The recurrence and the loss have hand-written gradients: bf16 matrix products, float32 state, and the
distribution over V tokens never leaves the cache. On two AMX cores this is about ten times as fast
as nn.GRU with autograd.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

CHUNK_TOKENS = 1024


@dataclass(frozen=True)
class Widths:
    """Sizes of the model; 3*H*H + E*H + V*E multiply-adds a token."""

    vocabulary: int
    embedding: int = 256
    state: int = 768
    condition: int = 192
    vector: int = 256
    stages: int = 16


class CaptionModel(nn.Module):
    """Float parameters with the names that the weight file uses."""

    def __init__(self, widths: Widths):
        super().__init__()
        self.widths = w = widths
        self.embedding = nn.Parameter(torch.randn(w.vocabulary, w.embedding) * 0.1)
        self.input_weight = _matrix(3 * w.state, w.embedding)
        self.state_weight = nn.Parameter(
            torch.cat([torch.nn.init.orthogonal_(torch.empty(w.state, w.state)) for _ in range(3)])
        )
        self.gate_bias = nn.Parameter(torch.zeros(3 * w.state))
        self.reset_bias = nn.Parameter(torch.zeros(w.state))
        self.projection = _matrix(w.embedding, w.state)
        self.projection_bias = nn.Parameter(torch.zeros(w.embedding))
        self.token_bias = nn.Parameter(torch.zeros(w.vocabulary))
        self.condition_weight = _matrix(w.condition, w.vector)
        self.condition_rows = nn.Parameter(torch.randn(w.stages + 1, w.condition) * 0.1)
        self.start_weight = _matrix(w.state, w.condition)
        self.start_bias = nn.Parameter(torch.zeros(w.state))
        self.input_shift = _matrix(w.embedding, w.condition, 0.3)
        self.output_shift = _matrix(w.embedding, w.condition, 0.3)

    def condition(self, x: torch.Tensor, stages: torch.Tensor) -> torch.Tensor:
        """Returns c [B, C] for vectors x [B, D] and how many stages [B] they were decoded from."""
        known = (stages > 0).to(x.dtype).unsqueeze(1)
        return torch.tanh((x * known) @ self.condition_weight.t() + self.condition_rows[stages])

    def outputs(self, c: torch.Tensor, inputs: torch.Tensor, dropout: float = 0.0) -> torch.Tensor:
        """Returns o [T, B, E] for input tokens [T, B]."""
        u = self.embedding[inputs] + (c @ self.input_shift.t())
        u = self._dropped(u, dropout)
        gates = nn.functional.linear(u.bfloat16(), self.input_weight.bfloat16(), self.gate_bias.bfloat16())
        start = torch.tanh(c @ self.start_weight.t() + self.start_bias)
        states = GruSteps.apply(gates, start, self.state_weight, self.reset_bias)
        states = self._dropped(states, dropout)
        out = nn.functional.linear(states, self.projection.bfloat16()).float()
        return out + (c @ self.output_shift.t()) + self.projection_bias

    def _dropped(self, values: torch.Tensor, share: float) -> torch.Tensor:
        return nn.functional.dropout(values, share, True) if share > 0 and self.training else values

    def loss(self, x, stages, inputs, targets, dropout: float = 0.0) -> torch.Tensor:
        """Returns the summed nats of the targets [T, B]; targets below 0 do not count."""
        out = self.outputs(self.condition(x, stages), inputs, dropout)
        out = self._dropped(out, dropout)
        counts = (targets >= 0).flatten().nonzero().squeeze(1)
        return TiedCrossEntropy.apply(
            out.flatten(0, 1)[counts].bfloat16(), self.embedding, self.token_bias, targets.flatten()[counts]
        )


def _matrix(rows: int, columns: int, gain: float = 1.0) -> nn.Parameter:
    return nn.Parameter(torch.randn(rows, columns) * (gain / columns**0.5))


@torch.compile(dynamic=True)
def _step_forward(gates, products, h, reset_bias):
    size = h.shape[1]
    g, p = gates.float(), products.float()
    r = torch.sigmoid(g[:, :size] + p[:, :size])
    z = torch.sigmoid(g[:, size : 2 * size] + p[:, size : 2 * size])
    q = p[:, 2 * size :] + reset_bias
    n = torch.tanh(g[:, 2 * size :] + r * q)
    new = n + z * (h - n)
    return new, new.bfloat16(), r.bfloat16(), z.bfloat16(), n.bfloat16(), q.bfloat16()


@torch.compile(dynamic=True)
def _step_backward(dh, dout, h, r, z, n, q):
    dh = dh + dout.float()
    h, r, z, n, q = h.float(), r.float(), z.float(), n.float(), q.float()
    dn = dh * (1 - z) * (1 - n * n)
    dz = dh * (h - n) * z * (1 - z)
    dr = dn * q * r * (1 - r)
    return dh * z, dr.bfloat16(), dz.bfloat16(), dn.bfloat16(), (dn * r).bfloat16()


class GruSteps(torch.autograd.Function):
    """States [T, B, H] bf16 from input gates [T, B, 3H] bf16 and the start state [B, H] float32."""

    @staticmethod
    def forward(ctx, gates, start, weight, reset_bias):
        w16 = weight.bfloat16()
        h, h16 = start, start.bfloat16()
        saved = [h16], [], [], [], []
        for t in range(gates.shape[0]):
            h, h16, r, z, n, q = _step_forward(gates[t], torch.mm(h16, w16.t()), h, reset_bias)
            for kept, value in zip(saved, (h16, r, z, n, q)):
                kept.append(value)
        ctx.saved, ctx.w16 = saved, w16
        return torch.stack(saved[0][1:])

    @staticmethod
    def backward(ctx, dout):
        states, rs, zs, ns, qs = ctx.saved
        dh = torch.zeros(states[0].shape, dtype=torch.float32)
        steps = len(rs)
        dgates = [None] * steps
        dproducts = [None] * steps
        for t in reversed(range(steps)):
            dh, dr, dz, dn, dq = _step_backward(dh, dout[t], states[t], rs[t], zs[t], ns[t], qs[t])
            dgates[t] = torch.cat([dr, dz, dn], 1)
            dproducts[t] = torch.cat([dr, dz, dq], 1)
            dh += torch.mm(dproducts[t], ctx.w16)
        dp = torch.cat(dproducts)
        dweight = torch.mm(dp.t(), torch.cat(states[:-1])).float()
        dbias = dp[:, 2 * states[0].shape[1] :].float().sum(0)
        return torch.stack(dgates), dh, dweight, dbias


@torch.compile(dynamic=True)
def _softmax(logits, bias, targets):
    values = logits.float() + bias
    weights = values.exp()
    total = weights.sum(1, keepdim=True)
    nats = (total.log() - values.gather(1, targets.unsqueeze(1))).sum()
    return nats, (weights * (1 / total)).bfloat16()


class TiedCrossEntropy(torch.autograd.Function):
    """Summed nats of targets [N] under softmax(out emb^T + bias); gradients are made on the way.

    Logits stay far below the 88 at which float32's exponential overflows, so none is subtracted.
    """

    @staticmethod
    def forward(ctx, out, embedding, bias, targets):
        e16 = embedding.bfloat16()
        nats = torch.zeros(())
        dout = torch.empty_like(out)
        dembedding = torch.zeros(embedding.shape)
        dbias = torch.zeros(bias.shape)
        ones = torch.ones(CHUNK_TOKENS, 1, dtype=torch.bfloat16)
        for begin in range(0, out.shape[0], CHUNK_TOKENS):
            part = slice(begin, min(begin + CHUNK_TOKENS, out.shape[0]))
            chunk_nats, grad = _softmax(torch.mm(out[part], e16.t()), bias, targets[part])
            nats += chunk_nats
            grad[torch.arange(len(grad)), targets[part]] -= 1
            if any(ctx.needs_input_grad):
                dout[part] = torch.mm(grad, e16)
                dembedding += torch.mm(grad.t(), out[part])
                dbias += torch.mm(ones[: len(grad)].t(), grad).float().squeeze(0)
        ctx.grads = dout, dembedding, dbias
        return nats

    @staticmethod
    def backward(ctx, dnats):
        dout, dembedding, dbias = ctx.grads
        return dout * dnats, dembedding * dnats, dbias * dnats, None
