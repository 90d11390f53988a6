#!/usr/bin/env python3
"""Trains and calibrates the detector of objects that captions may name, and writes captions.bin and captions.json.

A small network reads the unit vector of a code: trained on Flickr8k's training photos, two thirds of the labelled photos and of the
rooms, and the bank's sentences moved to the photos' side. An object that a set hardly shows is not trained there, or the network
would learn the set instead. Its logit, the share of the object's ImageNet classes and the share of votes by the bank's sentences
are put together by logistic regression on Flickr8k's validation split and the other third of the labelled photos. Each
figure is a likelihood ratio against its set's own rates; the prior is one for all objects, because everyday photos
are not Flickr8k's, four of five of which show a person; people have one of their own.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, normalize

from gistpack import codes, evidence, inference, objects
from gistpack.moved import moved
from gistpack.pack import Pack

HERE = Path(__file__).parent
SHARES = (0.4, 0.08, 0.22, 0.3)
LENGTHS = (4, 8, 16, 16)
CALIBRATED = ((16, 11), (8, 6), (4, 1))  # stages that are measured, fewest stages that take the result
FEW = 12
PLURAL = {"skis": "skis", "scissors": "scissors"}


def train(options, pack: Pack, words: objects.Words, folder: Path, class_of: np.ndarray) -> dict[str, np.ndarray]:
    """The network's weights; kept in WORK/captions/network.npz."""
    path = folder / "network.npz"
    if path.exists():
        return dict(np.load(path))
    bank = np.load(folder / "bank.npz")
    photos = evidence.captioned(options, pack, words, "train")
    parts = [photos, training(evidence.rooms(options, pack, words)),
             training(evidence.labelled(options, pack, words, class_of, evidence.glossary_names(pack)))]
    texts = bank["texts"].tolist()
    some = np.random.default_rng(1).permutation(len(texts))[:options.texts]
    said = evidence.mentions(words, [texts[i] for i in some])
    text = evidence.Evidence(moved(pack, bank["blocks"][some], photos.x), said, np.ones_like(said))
    known = [e.known * (e.y.sum(0) >= FEW) for e in parts] + [text.known]
    parts.append(text)
    vectors = []
    for part in parts:
        found = codes.encode(part.x, pack.books, 1 if len(part.x) > 9000 else 8)
        vectors.append([normalize(codes.decode(found, pack.books, n), dim=1) for n in LENGTHS])
        print(f"{len(part.x)} vectors coded", flush=True)
    truth = [torch.from_numpy(e.y) for e in parts]
    known = [torch.from_numpy(k.astype(np.float32)) for k in known]
    network, weights = fit(vectors, truth, known, options), {}
    for name, value in network.state_dict().items():
        weights[name] = value.numpy()
    weights["prior"] = np.clip(sum(s * (y * k).sum(0).numpy() / k.sum(0).clamp(min=1).numpy() for s, y, k in zip(SHARES, truth, known))
                               / sum(s * (k.sum(0) > 0).numpy() for s, k in zip(SHARES, known)), 1e-4, 0.99)
    np.savez(path, **weights)
    return weights


def training(e: evidence.Evidence) -> evidence.Evidence:
    """Two rows of three; the others calibrate."""
    return e.take(np.flatnonzero(np.arange(len(e.x)) % 3 != 0))


def calibrating(e: evidence.Evidence) -> evidence.Evidence:
    rows = np.flatnonzero(np.arange(len(e.x)) % 3 == 0)
    return e.take(rows[:: max(1, len(rows) // 800)])


def fit(vectors, truth, known, options) -> torch.nn.Module:
    """Cross-entropy over what is known, the four sources at their shares, codes of 4 to 16 bytes."""
    torch.manual_seed(1)
    generator = torch.Generator().manual_seed(1)
    network = torch.nn.Sequential(torch.nn.Linear(vectors[0][0].size(1), options.hidden), torch.nn.ReLU(), torch.nn.Dropout(0.3),
                                  torch.nn.Linear(options.hidden, truth[0].size(1)))
    optimiser = torch.optim.AdamW(network.parameters(), 3e-3, weight_decay=0.02)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, options.steps)
    for step in range(options.steps):
        x, y, k = [], [], []
        for source, share in enumerate(SHARES):
            rows = torch.randint(0, len(truth[source]), (int(512 * share),), generator=generator)
            length = int(torch.randint(0, len(LENGTHS), (1,), generator=generator))
            x.append(vectors[source][length][rows])
            y.append(truth[source][rows])
            k.append(known[source][rows])
        x, y, k = torch.cat(x), torch.cat(y), torch.cat(k)
        x = normalize(x + 0.02 * torch.randn(x.shape, generator=generator), dim=1)
        loss = (binary_cross_entropy_with_logits(network(x), 0.98 * y + 0.002, reduction="none") * k).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rate.step()
        if step % 200 == 0 or step + 1 == options.steps:
            print(f"objects {step}/{options.steps} loss {loss.item():.3f}", flush=True)
    return network.eval()


def calibrate(features: list[np.ndarray], truths: list[evidence.Evidence], reference: np.ndarray, has_class: np.ndarray,
              person: int, prior: np.ndarray, ridge: float) -> np.ndarray:
    """Constant and three weights of each object [O, 4]: one set for objects with classes, one for those without, a person's own,
    and small constants for each object."""
    count = len(has_class)
    has, own = torch.from_numpy(has_class.astype(np.float32)), torch.zeros(count)
    own[person] = 1
    groups = [(torch.from_numpy((f - reference[None]).astype(np.float32)), torch.from_numpy(e.y), torch.from_numpy(e.known.astype(np.float32)),
               torch.from_numpy(logit(rates(e)).astype(np.float32))) for f, e in zip(features, truths)]
    slopes = torch.full((2, 3), 0.3, requires_grad=True)
    constants, each, extra = (torch.zeros(n, requires_grad=True) for n in (2, count, 3))
    optimiser = torch.optim.LBFGS([slopes, constants, each, extra], max_iter=200, line_search_fn="strong_wolfe")

    def weights() -> tuple[torch.Tensor, torch.Tensor]:
        a = slopes[0] * (1 - has)[:, None] + slopes[1] * has[:, None]
        a = a * torch.stack([torch.ones(count), has, torch.ones(count)], 1) + own[:, None] * extra * torch.tensor([1.0, 0.0, 1.0])
        return a, constants[0] * (1 - has) + constants[1] * has + each

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        a, b = weights()
        loss = sum((binary_cross_entropy_with_logits((f * a).sum(2) + b + offset, y, reduction="none") * k).sum()
                   for f, y, k, offset in groups)
        loss = loss + ridge * each.pow(2).sum() / 2 + extra.pow(2).sum() / 2
        loss.backward()
        return loss

    optimiser.step(closure)
    a, b = (t.detach().numpy() for t in weights())
    return np.concatenate([(logit(prior) + b - (a * reference).sum(1))[:, None], a], 1)


def rates(e: evidence.Evidence) -> np.ndarray:
    return ((e.y * e.known).sum(0) + 0.5) / (e.known.sum(0) + 1)


def logit(p):
    return np.log(p / (1 - np.asarray(p)))


def phrase(name: str) -> str:
    """An object in a plain sentence."""
    if name in PLURAL:
        return f"a pair of {name}"
    return ("an " if name[0] in "aeiou" else "a ") + name


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    folder, pack = options.work / "captions", Pack(options.pack)
    words = objects.read(HERE / "objects.txt")
    class_of = evidence.classes(options, words)
    network = train(options, pack, words, folder, class_of)
    bank = np.load(folder / "bank.npz")
    queries = pack.queries(evidence.glossary_names(pack), "label").numpy()
    files = inference.Files(
        bank["books"], bank["codes"], bank["texts"].tolist(), inference.rows_to_int8(queries), inference.rows_to_int8(network["0.weight"]),
        network["0.bias"], inference.rows_to_int8(network["3.weight"]), network["3.bias"])
    settings = {
        "best": options.best, "temperature": options.temperature, "class_scale": 30.0,
        "objects": [{"name": n, "words": f, "phrase": phrase(n)} for n, f in zip(words.names, words.forms)],
        "classes": class_of.tolist(), "calibration": [], "may_name": options.may_name, "must_name": options.must_name,
        "reward": options.reward, "penalty": options.penalty, "least": options.least, "most_named": 2, "unsure": 0.3,
        "general": "A photo."}
    settings["calibration"] = [{"stages": 1, "weights": [[0.0] * 4] * len(words.names)}]
    inferrer = inference.Inferrer(files, settings)
    named = np.zeros(len(words.names))
    for numbers in inferrer.named:
        named[numbers] += 1
    has_class = np.isin(np.arange(len(words.names)), class_of)
    sizes = np.array([(class_of == o).sum() for o in range(len(words.names))])
    reference = np.stack([logit(network["prior"]), np.log(sizes / 1000 + 1e-3), np.log(named / len(inferrer.named) + 1e-3)], 1)
    truths = [evidence.captioned(options, pack, words, "val"),
              calibrating(evidence.labelled(options, pack, words, class_of, evidence.glossary_names(pack)))]
    prior = np.full(len(words.names), options.prior)
    prior[words.names.index("person")] = options.person_prior
    calibration = []
    for stages, least in CALIBRATED:
        features = []
        if stages < 16:
            truths = [e.take(np.arange(0, len(e.x), 2)) for e in truths[:2]]
        for e in truths:
            x = np.rint(codes.decode(codes.encode(e.x, pack.books), pack.books, stages).numpy() * 16384).astype(np.int64)
            features.append(np.stack([inferrer.evidence(row) for row in x]))
        weights = calibrate(features, truths, reference, has_class, words.names.index("person"), prior, options.ridge)
        calibration.append({"stages": least, "weights": np.round(weights, 5).tolist()})
        print(f"{stages} stages: person {np.round(weights[0], 2)}, dog {np.round(weights[words.names.index('dog')], 2)}", flush=True)
    settings["calibration"] = calibration
    (options.out or folder).mkdir(parents=True, exist_ok=True)
    (options.out or folder).joinpath("captions.bin").write_bytes(files.to_bytes())
    evidence.save((options.out or folder) / "captions.json", **settings)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, required=True, help="data.noun of WordNet 3.0")
    parser.add_argument("--out", type=Path, help="folder of captions.bin and captions.json; WORK/captions when left out")
    parser.add_argument("--labelled", action="store_true", help="of the labelled photos only those whose vectors are cached")
    parser.add_argument("--texts", type=int, default=50000, help="sentences of the bank that train the network")
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--prior", type=float, default=0.02, help="probability of every other object before anything is seen")
    parser.add_argument("--person-prior", type=float, default=0.3, help="that of people")
    parser.add_argument("--ridge", type=float, default=8.0, help="how firmly objects share their constants")
    parser.add_argument("--best", type=int, default=100, help="sentences that vote")
    parser.add_argument("--temperature", type=float, default=20.0)
    parser.add_argument("--may-name", type=float, default=0.45)
    parser.add_argument("--must-name", type=float, default=0.7)
    parser.add_argument("--reward", type=float, default=0.1)
    parser.add_argument("--penalty", type=float, default=0.3)
    parser.add_argument("--least", type=float, default=0.0)
    parser.set_defaults(json=False)
    return parser.parse_args()


if __name__ == "__main__":
    main()
