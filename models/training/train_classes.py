#!/usr/bin/env python3
"""Trains the class block on class words, their hypernyms and glosses, labelled photos and captioned photos.

With --hold-out the 100 classes of mini-ImageNet are taken out of the probabilities and of all training texts, and the figure
printed for them states what the block is worth on labels never seen: settings are chosen on that; WORK/classes/held_out.pt.
Without it the block for the pack is trained: WORK/classes/block.pt.
"""
import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, log_softmax, normalize

from gistpack import data, wordnet
from gistpack.backbone import CLASSES, load_lite0
from gistpack.classes import ClassBlock
from gistpack.heads import Average
from gistpack.minilm import encode, load_minilm

PROMPTS = ("{}", "a photo of a {}.")


class Words:
    """Texts of ImageNet's classes and of their hypernyms, with the classes that each text holds for."""

    def __init__(self, options):
        synsets = wordnet.nouns(options.wordnet)
        self.offsets = [int(p.file[1:9]) for p in data.imagenet_sample(options.data)]
        self.names = [synsets[o].words for o in self.offsets]
        under: dict[int, list[int]] = {}
        for number, offset in enumerate(self.offsets):
            for above in wordnet.chain(synsets, offset):
                under.setdefault(above, []).append(number)
        self.texts: list[str] = []
        self.holds: list[list[int]] = []
        for number, offset in enumerate(self.offsets):
            self._add(synsets[offset], [number])
        for above, numbers in under.items():
            if len(numbers) <= 200:
                self._add(synsets[above], numbers)
        self.vectors = sentence_vectors(options.work, self.texts)

    def _add(self, synset: wordnet.Synset, numbers: list[int]) -> None:
        for word in synset.words:
            for prompt in PROMPTS:
                self.texts.append(prompt.format(word))
                self.holds.append(numbers)
        self.texts.append(synset.gloss)
        self.holds.append(numbers)

    def number_of(self, label: str) -> int | None:
        """The class that has this word, the first one where several do."""
        for number, words in enumerate(self.names):
            if label.lower() in (w.lower() for w in words):
                return number
        return None


def sentence_vectors(work: Path, texts: list[str]) -> torch.Tensor:
    """Unit MiniLM vectors, out of the cache where they are there."""
    cache = work / "text" / "words.npy"
    known = {}
    if cache.exists():
        vectors = np.load(cache)
        known = dict(zip(json.loads((work / "text" / "words.json").read_text()), vectors))
    missing = [t for t in dict.fromkeys(texts) if t not in known]
    if missing:
        model, tokenizer = load_minilm()
        known.update(zip(missing, encode(model, tokenizer, missing).numpy()))
    return normalize(torch.from_numpy(np.stack([known[t] for t in texts])).float(), dim=1)


def probabilities(work: Path, name: str, keep: torch.Tensor) -> tuple[torch.Tensor, list[dict]]:
    """Class probabilities [N, 1000] of a set's centre crops over the kept classes, and the rows that are there."""
    folder = work / "features" / name
    path = folder / "pooled.0.npy"
    pooled = torch.from_numpy(np.array(np.load(path if path.exists() else folder / "pooled.0.part.npy"))).float()
    rows = json.loads((folder / "index.json").read_text())
    there = pooled.abs().sum(1) > 0
    with torch.no_grad():
        logits = load_lite0().classifier(pooled[there])
    logits[:, ~keep] = float("-inf")
    return logits.softmax(1), [r for r, t in zip(rows, there.tolist()) if t]


def zero_shot(block: ClassBlock, p: torch.Tensor, rows: list[dict], name: str, work: Path) -> float:
    """Top-1 in percent on one set's labelled photos."""
    chosen = [i for i, r in enumerate(rows) if r["set"] == name and r["label"] not in data.NO_LABEL]
    labels = sorted({rows[i]["label"] for i in chosen})
    truth = torch.tensor([labels.index(rows[i]["label"]) for i in chosen])
    with torch.no_grad():
        parts = [block.text(sentence_vectors(work, [prompt.format(l) for l in labels])) for prompt in PROMPTS]
        q = normalize(sum(parts), dim=1)
        return 100 * ((block.photo(p[chosen]) @ q.T).argmax(1) == truth).float().mean().item()


def synthetic(numbers: torch.Tensor, kept: torch.Tensor, likeness: torch.Tensor, generator) -> torch.Tensor:
    """Made-up probabilities [B, 1000] of photos of these classes: one-hot mixed with what looks alike."""
    share = torch.rand(len(numbers), 1, generator=generator) ** 2 * 0.8
    other = likeness[numbers] * torch.rand(len(numbers), CLASSES, generator=generator)
    other = other * kept
    p = share * other / other.sum(1, keepdim=True)
    p[torch.arange(len(numbers)), numbers] += 1 - share[:, 0]
    return p


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    dice, generator = random.Random(options.seed), torch.Generator().manual_seed(options.seed)
    words = Words(options)
    keep = torch.ones(CLASSES, dtype=torch.bool)
    photo_rows = json.loads((options.work / "features" / "photos" / "index.json").read_text())
    if options.hold_out:
        for label in sorted({r["label"] for r in photo_rows if r["set"] in ("miniimagenet", "imagenette")}):
            number = words.number_of(label)
            if number is not None:
                keep[number] = False
    photos_p, photo_rows = probabilities(options.work, "photos", keep)
    flickr_p, flickr_rows = probabilities(options.work, "flickr8k", keep)
    described = json.loads((options.work / "text" / "flickr8k.json").read_text())
    captions = normalize(torch.from_numpy(np.load(options.work / "text" / "flickr8k.npy")).float(), dim=1)
    pairs = [(i, d["photo"]) for i, d in enumerate(described) if flickr_rows[d["photo"]]["split"] == "train"]

    usable = [i for i, numbers in enumerate(words.holds) if keep[numbers].any()
              and (len(numbers) > 1 or keep[numbers[0]])]
    by_class: dict[int, list[int]] = {}
    for i in usable:
        if len(words.holds[i]) == 1:
            by_class.setdefault(words.holds[i][0], []).append(i)
    upper = [i for i in usable if len(words.holds[i]) > 1]
    leaf = torch.stack([normalize(words.vectors[by_class.get(c, [i for i, h in enumerate(words.holds) if h == [c]])]
                                  .mean(0), dim=0) for c in range(CLASSES)])
    block = ClassBlock(options.width, dropout=options.dropout)
    block.start(leaf, words.vectors[usable])
    labelled = [(i, words.number_of(r["label"])) for i, r in enumerate(photo_rows)
                if r["set"] in ("miniimagenet", "imagenette", "pacs") and r["label"]]
    labelled = [(i, c) for i, c in labelled if c is not None and keep[c]]
    likeness = alike(keep)
    numbers = torch.tensor(sorted(by_class))
    scale = torch.nn.Parameter(torch.tensor(2.7))
    optimiser = torch.optim.AdamW([*block.parameters(), scale], lr=options.rate, weight_decay=options.decay)
    average = Average(block, 0.99)
    started_at = block.classes.detach().clone()

    def report(step: int) -> None:
        block.eval()
        saved = [p.detach().clone() for p in block.parameters()]
        if step:
            average.copy_to(block)
        figures = {name: zero_shot(block, photos_p, photo_rows, name, options.work)
                   for name in ("imagenette", "miniimagenet", "pacs")}
        with torch.no_grad():
            probe = synthetic(numbers, keep.float(), likeness, torch.Generator().manual_seed(7))
            own = block.photo(probe) @ block.text(leaf[numbers]).T
            figures["synthetic 1000"] = 100 * (own.argmax(1) == torch.arange(len(numbers))).float().mean().item()
        print(f"classes {step}/{options.steps} " + " ".join(f"{k} {v:.1f}" for k, v in figures.items()), flush=True)
        if step != options.steps:
            for parameter, value in zip(block.parameters(), saved):
                parameter.data.copy_(value)
        block.train()

    started = time.time()
    report(0)
    for step in range(options.steps):
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (step + 1) / 30) * (1 - step / options.steps)
        tau = scale.exp().clamp(max=50)
        chosen = numbers[torch.randint(len(numbers), (256,), generator=generator)]
        x = block.photo(synthetic(chosen, keep.float(), likeness, generator))
        real = [labelled[dice.randrange(len(labelled))] for _ in range(128)] if labelled else []
        if real:
            x = torch.cat([x, block.photo(photos_p[[i for i, _ in real]])])
            chosen = torch.cat([chosen, torch.tensor([c for _, c in real])])
        drawn = torch.stack([words.vectors[dice.choice(by_class[c])] for c in numbers.tolist()])
        drawn = noisy(drawn, options.noise)
        place = torch.full((CLASSES,), -1)
        place[numbers] = torch.arange(len(numbers))
        loss = cross_entropy(tau * x @ block.text(drawn).T, place[chosen], label_smoothing=0.05)
        # each text requests its class: one-hot photos of all classes are the candidates
        lone = block.photo(torch.eye(CLASSES)[numbers])
        loss = loss + cross_entropy(tau * block.text(drawn[:512]) @ lone.T, torch.arange(min(512, len(numbers))),
                                    label_smoothing=0.05)
        above = dice.sample(upper, 128)
        target = torch.zeros(len(above), CLASSES)
        for row, i in enumerate(above):
            target[row, words.holds[i]] = 1.0
        target = target[:, numbers] / target[:, numbers].sum(1, keepdim=True)
        logits = tau * block.text(noisy(words.vectors[above], options.noise)) @ lone.T
        loss = loss - options.above * (target * log_softmax(logits, 1)).sum(1).mean()
        some = dice.sample(pairs, 384)
        q = block.text(noisy(captions[[c for c, _ in some]], options.noise))
        y = block.photo(flickr_p[[p for _, p in some]])
        logits = tau * q @ y.T
        truth = torch.arange(len(some))
        loss = loss + options.captions * (cross_entropy(logits, truth, label_smoothing=0.05)
                                          + cross_entropy(logits.T, truth, label_smoothing=0.05)) / 2
        loss = loss + options.anchor * (block.classes - started_at).pow(2).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        average.update(block, step)
        if (step + 1) % 100 == 0 or step + 1 == options.steps:
            print(f"  {time.time() - started:.0f} s loss {loss.item():.3f} scale {tau.item():.1f}")
            report(step + 1)
    (options.work / "classes").mkdir(exist_ok=True)
    name = "held_out.pt" if options.hold_out else "block.pt"
    torch.save({"block": block.state_dict(), "keep": keep}, options.work / "classes" / name)


def noisy(vectors: torch.Tensor, amount: float) -> torch.Tensor:
    """Unit vectors with isotropic noise of that length."""
    noise = torch.randn_like(vectors) * amount / vectors.size(1) ** 0.5
    return normalize(vectors + noise, dim=1)


def alike(keep: torch.Tensor) -> torch.Tensor:
    """What else the classifier sees in a class, [1000, 1000], rows sum to 1, from its weight rows."""
    weights = normalize(load_lite0().classifier.weight.detach(), dim=1)
    logits = 20 * weights @ weights.T
    logits.fill_diagonal_(float("-inf"))
    logits[:, ~keep] = float("-inf")
    return logits.softmax(1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, required=True, help="data.noun of WordNet 3.0")
    parser.add_argument("--hold-out", action="store_true", help="measure on classes never seen")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.02)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--noise", type=float, default=0.3, help="length of the noise on sentence vectors")
    parser.add_argument("--above", type=float, default=0.5, help="weight of the hypernyms")
    parser.add_argument("--captions", type=float, default=0.5, help="weight of the captioned photos")
    parser.add_argument("--anchor", type=float, default=0.0, help="pull of the class vectors to plain ConSE")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
