"""A class number beside a code: which of many classes the float vector is nearest to, coded given what the code states of it.

The number is k = argmax of Q x over class queries Q [C, D]; given the decoded vector y it costs -log2 softmax(scale Q y / |y|)[k] bits.
Who knows k moves y towards it: y + step (Q[k] - mean of Q under that softmax) S, with S the covariance of the code's
error: the gradient of k's log probability, in the directions in which the code errs. The moved vector serves labels alone;
the score of the code stays what it was.
"""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn.functional import log_softmax, normalize


@dataclass
class ClassIndex:
    """queries float [C, D]; scale of the scores; step; errors float [D, D]; longest step, where the number is not the nearest class yet."""

    queries: torch.Tensor
    scale: float
    step: float
    errors: torch.Tensor
    longest: float = 0.0

    def of(self, x: torch.Tensor) -> torch.Tensor:
        """Class numbers int64 [N] of float vectors."""
        return (x @ self.queries.T).argmax(1)

    def logs(self, y: torch.Tensor) -> torch.Tensor:
        """Logarithms of the classes' probabilities given decoded vectors, [N, C]."""
        return log_softmax(self.scale * normalize(y, dim=1) @ self.queries.T, 1)

    def bits(self, y: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
        """What the numbers cost given decoded vectors, [N]."""
        return -self.logs(y).gather(1, numbers[:, None])[:, 0] / torch.log(torch.tensor(2.0))

    def moved(self, y: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
        """Decoded vectors moved by what the numbers tell, [N, D]: by the step, or as much further as makes the number the nearest class."""
        way = (self.queries[numbers] - self.logs(y).exp() @ self.queries) @ self.errors
        behind, gain = (self.lead(v, numbers) for v in (y, way))
        needed = torch.where((behind < 0) & (gain > 1e-9), -behind / gain.clamp_min(1e-9), torch.zeros(())).amax(1, keepdim=True)
        return y + (1.001 * needed).clamp(self.step, max(self.step, self.longest)) * way

    def lead(self, vectors: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
        """By how much the numbers' classes score above each class, [N, C]."""
        scores = vectors @ self.queries.T
        return scores.gather(1, numbers[:, None]) - scores


def covariance(errors: torch.Tensor) -> torch.Tensor:
    """Second moment [D, D] of errors [N, D] whose mean counts, too."""
    return errors.T @ errors / len(errors)
