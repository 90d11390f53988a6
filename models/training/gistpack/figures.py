"""Figures of a joint space: recall, zero-shot accuracy; ties at their expected rank."""
import torch


def expected_recall(scores: torch.Tensor, relevant: torch.Tensor, at: int) -> float:
    """Mean chance that a relevant item is among the first ``at``, ties in random order.

    scores float [Q, N]; relevant bool [Q, N]. With one best relevant item of rank r (strictly better items)
    and e equal irrelevant and m equal relevant ones, the chance is 1 - C(e, k) / C(e + m, k), k = at - r.
    """
    best = scores.masked_fill(~relevant, float("-inf")).max(1, keepdim=True).values
    better = (scores > best).sum(1)
    equal = scores == best
    hits = (equal & relevant).sum(1)
    misses = (equal & ~relevant).sum(1)
    total = 0.0
    for r, m, e in zip(better.tolist(), hits.tolist(), misses.tolist()):
        total += _chance(at - r, m, e)
    return total / scores.size(0)


def _chance(slots: int, hits: int, misses: int) -> float:
    """Chance that at least one of ``hits`` lands in ``slots`` places among hits + misses shuffled items."""
    if slots <= 0:
        return 0.0
    missed = 1.0
    for i in range(hits):
        missed *= max(0.0, (misses + hits - slots - i) / (misses + hits - i))
    return 1.0 - missed


def retrieval(images: torch.Tensor, texts: torch.Tensor, owner: torch.Tensor, ats=(1, 5, 10)) -> dict[str, float]:
    """Recalls in percent, both ways. images [N, D], texts [M, D]; owner int64 [M] is each text's row in images.

    The score is q.x / |x| with the image as x, both ways.
    """
    images = torch.nn.functional.normalize(images.float(), dim=1)
    scores = texts.float() @ images.T
    relevant = torch.nn.functional.one_hot(owner, images.size(0)).bool()
    out = {}
    for at in ats:
        out[f"t2i_{at}"] = 100 * expected_recall(scores, relevant, at)
        out[f"i2t_{at}"] = 100 * expected_recall(scores.T, relevant.T, at)
    return out


def accuracy(images: torch.Tensor, labels: torch.Tensor, truth: torch.Tensor) -> float:
    """Top-1 in percent, ties shared. images [N, D], labels [L, D], truth int64 [N]."""
    scores = torch.nn.functional.normalize(images.float(), dim=1) @ labels.float().T
    best = scores.max(1, keepdim=True).values
    ties = scores == best
    hit = ties.gather(1, truth[:, None])[:, 0].float() / ties.sum(1)
    return 100 * hit.mean().item()
