"""Recall with ties at their expected rank."""
import itertools

import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")

from gistpack.figures import accuracy, expected_recall, retrieval


def brute(scores, relevant, at):
    """Mean over all orders of equal scores."""
    total = 0.0
    for row, good in zip(scores.tolist(), relevant.tolist()):
        orders = [o for o in itertools.permutations(range(len(row)))
                  if all(row[a] >= row[b] for a, b in zip(o, o[1:]))]
        total += sum(any(good[i] for i in o[:at]) for o in orders) / len(orders)
    return total / len(scores)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_expected_recall_is_the_mean_over_all_orders_of_ties(at):
    generator = torch.Generator().manual_seed(at)
    scores = torch.randint(0, 3, (30, 5), generator=generator).float()
    relevant = torch.zeros(30, 5, dtype=torch.bool)
    relevant[torch.arange(30), torch.randint(0, 5, (30,), generator=generator)] = True
    relevant[::2, 0] = True
    assert expected_recall(scores, relevant, at) == pytest.approx(brute(scores, relevant, at))


def test_equal_scores_everywhere_give_chance():
    scores, relevant = torch.zeros(4, 10), torch.eye(10)[:4].bool()
    assert expected_recall(scores, relevant, 3) == pytest.approx(0.3)


def test_retrieval_of_photos_by_themselves_is_perfect():
    x = torch.eye(12)
    figures = retrieval(x, x, torch.arange(12))
    assert figures["t2i_1"] == figures["i2t_1"] == 100.0


def test_a_tie_between_two_labels_counts_half():
    assert accuracy(torch.tensor([[1.0, 1.0]]), torch.eye(2), torch.tensor([0])) == pytest.approx(50.0)
