"""Blends checkpoints of one caption model in weight space: a checkpoint whose weights are their weighted mean.

    average_language_model.py --blend A.pt:0.7 B.pt:0.3 --out blend.pt
    average_language_model.py --blend A.pt B.pt --choose 0.1 --data DATA --tokeniser bpe.json --vectors VECTORS --out blend.pt

Checkpoints are of the same run (or of runs that began with the same weights), else a mean of them means nothing.
With --choose the weights are looked for in steps of that size: the blend that costs least on a seeded part of
Flickr8k's validation captions, alone and given all stages added up; test captions choose nothing. What is blended is
each checkpoint's running mean, and the file keeps what it was made of. The pack's model was made of
`--blend mean.2358.pt:0.7 checkpoint.pt:0.3`, the second of step 2934; chosen on the validation captions.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path
from typing import Iterator

import numpy as np
import torch

from language_model_torch import CaptionModel, Widths


def main() -> None:
    args = parse_arguments()
    torch.set_num_threads(1)
    paths, weights = zip(*(parse_part(part) for part in args.blend))
    checkpoints = [torch.load(path, weights_only=True) for path in paths]
    if args.choose:
        weights = choose(checkpoints, args)
    elif None in weights:
        raise SystemExit("--blend without weights needs --choose; say e.g. A.pt:0.7 B.pt:0.3")
    made_of = [f"{Path(path).name} of step {kept['steps']}: {weight:g}" for path, kept, weight in zip(paths, checkpoints, weights)]
    last = checkpoints[-1]
    torch.save({"widths": last["widths"], "mean": blend([kept["mean"] for kept in checkpoints], weights),
                "steps": last["steps"], "tokens": last["tokens"], "made_of": made_of}, args.out)
    print(f"{args.out}: " + ", ".join(made_of))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blend", nargs="+", required=True, metavar="CHECKPOINT[:WEIGHT]")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--choose", type=float, default=0, metavar="STEP", help="look for the weights in steps of this size")
    parser.add_argument("--data", type=Path, help="with --choose: folder of the captions")
    parser.add_argument("--tokeniser", type=Path, help="with --choose: bpe.json of the run")
    parser.add_argument("--vectors", type=Path, help="with --choose: folder with the vectors")
    parser.add_argument("--captions", type=int, default=1000, help="with --choose: validation captions that decide")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    if args.choose and None in (args.data, args.tokeniser, args.vectors):
        parser.error("--choose measures blends: it needs --data, --tokeniser and --vectors")
    return args


def parse_part(part: str) -> tuple[str, float | None]:
    """Returns (path, weight) of "path:weight"; the weight is None where it is not said."""
    path, colon, weight = part.rpartition(":")
    return (path, float(weight)) if colon else (part, None)


def blend(states: list[dict[str, torch.Tensor]], weights: tuple[float, ...]) -> dict[str, torch.Tensor]:
    """Returns the weighted mean of parameters by name; weights add up to 1."""
    if len(states) != len(weights) or abs(sum(weights) - 1) > 1e-6:
        raise ValueError(f"weights {weights} of {len(states)} checkpoints; as many are needed, and they add up to 1")
    shapes = [{name: tuple(value.shape) for name, value in state.items()} for state in states]
    if any(shape != shapes[0] for shape in shapes):
        raise ValueError("checkpoints of models of different sizes; only those of one model can be blended")
    return {name: sum(state[name] * weight for state, weight in zip(states, weights)) for name in states[0]}


def simplex(count: int, step: float) -> Iterator[tuple[float, ...]]:
    """Yields all weights of `count` checkpoints that are multiples of the step and add up to 1."""
    parts = round(1 / step)
    for cuts in itertools.product(range(parts + 1), repeat=count - 1):
        if sum(cuts) <= parts:
            yield tuple(cut / parts for cut in cuts) + ((parts - sum(cuts)) / parts,)


def choose(checkpoints: list[dict], args) -> tuple[float, ...]:
    """Returns the weights whose blend costs least on validation captions, alone and given all stages."""
    from conditioning import Conditioning, load_corpus
    from train_language_model import bits_per_char

    corpus = load_corpus(args.data, args.tokeniser, checkpoints[0]["widths"]["vocabulary"])
    conditioning = Conditioning(corpus, args.vectors, args.seed)
    rows = np.random.default_rng(args.seed).permutation(corpus.part["val"])[: args.captions]
    model = CaptionModel(Widths(**checkpoints[0]["widths"]))
    costs = {}
    for weights in simplex(len(checkpoints), args.choose):
        model.load_state_dict(blend([kept["mean"] for kept in checkpoints], weights))
        figures = [bits_per_char(model, corpus, conditioning, rows, stages) for stages in (0, conditioning.vectors.stages)]
        costs[weights] = sum(figures)
        print(f"{weights}: {figures[0]:.4f} alone, {figures[1]:.4f} given the code", flush=True)
    return min(costs, key=costs.get)


if __name__ == "__main__":
    main()
