"""Of a language model's ranked captions, the one that agrees most with all the others.

Minimum Bayes risk decoding (Kumar and Byrne, 2004): the gain is the Dice overlap of words plus that of pairs of words,
probabilities are flattened by TEMPERATURE, which was chosen on validation photos.
"""
from collections import Counter

TEMPERATURE = 3.0


def choose(ranked: list[tuple[str, int]]) -> int:
    """The place of the caption to take among (text, price in 1/1024 bit), at least one, cheapest first."""
    split = [text.lower().replace(".", "").replace(",", "").split() for text, _ in ranked]
    runs = [[Counter(zip(*(words[i:] for i in range(n)))) for words in split] for n in (1, 2)]
    weights = [2.0 ** (-(price - ranked[0][1]) / 1024 / TEMPERATURE) for _, price in ranked]
    gains = [sum(weight * sum(_dice(kind[i], kind[j]) for kind in runs) for j, weight in enumerate(weights))
             for i in range(len(ranked))]
    return gains.index(max(gains))


def _dice(a: Counter, b: Counter) -> float:
    return 2.0 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))
