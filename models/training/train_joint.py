#!/usr/bin/env python3
"""Trains the joint space on Flickr8k's training pairs: first heads on cached vectors, then the text trunk too.

Reads the caches of cache_features.py, cache_text.py and cache_words.py; writes WORK/joint/checkpoint.pt (resumable),
WORK/joint/towers.pt (averaged weights) and WORK/joint/vocabulary.txt. Chosen on the validation split alone.
"""
import argparse
import copy
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize

from gistpack import vocabulary
from gistpack.figures import retrieval
from gistpack.heads import Average
from gistpack.minilm import load_minilm, pad
from gistpack.towers import ImageTower, TextTower


class Pairs:
    """Flickr8k's cached features and captions, all crops that exist."""

    def __init__(self, work: Path):
        folder = work / "features" / "flickr8k"
        self.rows = json.loads((folder / "index.json").read_text())
        self.split = np.array([row["split"] for row in self.rows])
        crops = sorted({int(p.name.split(".")[1]) for p in folder.glob("pooled.*.npy")})
        self.crops = [{key: np.load(self._file(folder, key, c), mmap_mode="r") for key in ("pooled", "mid", "map")}
                      for c in crops]
        self.there = [np.array(c["pooled"]).any(1) for c in self.crops]
        described = json.loads((work / "text" / "flickr8k.json").read_text())
        self.captions = [d["caption"] for d in described]
        self.owner = np.array([d["photo"] for d in described])
        sentences = torch.from_numpy(np.load(work / "text" / "flickr8k.npy")).float()
        self.sentences = normalize(sentences, dim=1)
        self.of_photo: list[list[int]] = [[] for _ in self.rows]
        for caption, photo in enumerate(self.owner):
            self.of_photo[photo].append(caption)

    @staticmethod
    def _file(folder: Path, key: str, crop: int) -> Path:
        whole = folder / f"{key}.{crop}.npy"
        return whole if whole.exists() else folder / f"{key}.{crop}.part.npy"

    def photos(self, split: str) -> np.ndarray:
        return np.where(self.split == split)[0]

    def features(self, rows: np.ndarray, rng: np.random.Generator | None) -> tuple[torch.Tensor, ...]:
        """Centre crop without rng; with it half of the photos a random other crop, where there is one."""
        chosen = np.zeros(len(rows), dtype=np.int64)
        if rng is not None and len(self.crops) > 1:
            chosen = rng.integers(0, len(self.crops), len(rows))
            for i, row in enumerate(rows):
                if not self.there[chosen[i]][row]:
                    chosen[i] = 0
        out = []
        for key in ("pooled", "mid", "map"):
            out.append(torch.from_numpy(np.stack([self.crops[c][key][r] for c, r in zip(chosen, rows)])).float())
        return tuple(out)

    def one_caption(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return np.array([self.of_photo[r][rng.integers(len(self.of_photo[r]))] for r in rows])


def contrast(images: torch.Tensor, texts: torch.Tensor, scale: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Symmetric InfoNCE of matching rows, unit float [B, D] each."""
    logits = images @ texts.T * scale
    truth = torch.arange(len(images), device=images.device)
    return (cross_entropy(logits, truth, label_smoothing=smoothing)
            + cross_entropy(logits.T, truth, label_smoothing=smoothing)) / 2


def forward_texts(tower: TextTower, ids: list[list[int]], parts: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    """The tower over texts sorted by length in a few groups, so that little is padding; outputs in order."""
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    size = math.ceil(len(ids) / parts)
    pieces = [tower(pad([ids[i] for i in order[s:s + size]]).to(next(tower.parameters()).device))
              for s in range(0, len(ids), size)]
    back = torch.argsort(torch.tensor(order))
    return torch.cat([p[0] for p in pieces])[back], torch.cat([p[1] for p in pieces])[back]


def drop_words(ids: list[int], rng: random.Random, rate: float) -> list[int]:
    """Leaves out inner tokens at random, never the first or the last."""
    kept = [t for t in ids[1:-1] if rng.random() >= rate]
    return [ids[0], *(kept or ids[1:2]), ids[-1]]


def evaluate(images: ImageTower, texts, pairs: Pairs, split: str) -> dict[str, float]:
    """Recalls of a split; ``texts`` maps caption numbers to unit vectors."""
    rows = pairs.photos(split)
    captions = np.where(np.isin(pairs.owner, rows))[0]
    place = {row: i for i, row in enumerate(rows)}
    with torch.no_grad():
        x = torch.cat([images(*pairs.features(part, None)) for part in np.array_split(rows, 4)])
        owner = torch.tensor([place[r] for r in pairs.owner[captions]])
        return retrieval(x, texts(captions), owner)


def show(figures: dict[str, float]) -> str:
    return " ".join(f"{k} {v:.1f}" for k, v in figures.items())


def train_heads(options, pairs: Pairs, images: ImageTower, tower: TextTower, scale: nn.Parameter) -> None:
    """Both heads on cached vectors."""
    rng = np.random.default_rng(options.seed)
    train = pairs.photos("train")
    model = nn.ModuleDict({"images": images, "joint": tower.joint})
    average, twin = Average(model, 0.995), copy.deepcopy(model).eval()
    optimiser = torch.optim.AdamW([*model.parameters(), scale], lr=options.rate, weight_decay=0.1)
    started = time.time()
    model.train()
    for step in range(options.head_steps):
        set_rates(optimiser, [options.rate], step, options.head_steps, floor=0.3)
        rows = rng.choice(train, options.batch, replace=False)
        with torch.autocast(options.device, dtype=torch.bfloat16):
            x = images(*pairs.features(rows, rng))
            q = tower.joint(pairs.sentences[pairs.one_caption(rows, rng)]).float()
        loss = contrast(x, q, scale.exp().clamp(max=60), options.smoothing)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        average.update(model, step)
        if step % 50 == 49 or step + 1 == options.head_steps:
            average.copy_to(twin)
            figures = evaluate(twin["images"], lambda c: twin["joint"](pairs.sentences[c]), pairs, "val")
            print(f"heads {step + 1}/{options.head_steps} {time.time() - started:.0f} s loss {loss.item():.3f} "
                  f"scale {scale.exp().item():.1f} val {show(figures)}", flush=True)
    average.copy_to(model)


def set_rates(optimiser, rates: list[float], step: int, steps: int, floor: float = 0.02) -> None:
    """Linear warm-up over 5 %, then a cosine to ``floor`` of the rate."""
    warm = min(1.0, (step + 1) / max(1, 0.05 * steps))
    cosine = floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * step / steps))
    for group, rate in zip(optimiser.param_groups, rates):
        group["lr"] = rate * warm * cosine


def train_towers(options, pairs: Pairs, images: ImageTower, tower: TextTower, scale: nn.Parameter, tokenizer) -> None:
    """Heads and the upper layers of the text trunk, end to end; resumable."""
    rng, dice = np.random.default_rng(options.seed + 1), random.Random(options.seed)
    ids = [e.ids for e in tokenizer.encode_batch(pairs.captions)]
    words = json.loads((options.work / "text" / "words.json").read_text())
    word_vectors = normalize(torch.from_numpy(np.load(options.work / "text" / "words.npy")).float(), dim=1)
    word_ids = [e.ids for e in tokenizer.encode_batch(words)]
    for parameter in (*tower.trunk.words.parameters(), *tower.trunk.positions.parameters(),
                      *tower.trunk.norm.parameters(), *tower.trunk.layers[: options.frozen_layers].parameters()):
        parameter.requires_grad_(False)
    for layer in tower.trunk.layers[options.frozen_layers:]:
        layer.dropout.p = options.trunk_dropout
    model = nn.ModuleDict({"images": images, "tower": tower})
    trunk = [p for p in tower.trunk.parameters() if p.requires_grad]
    heads = [*images.parameters(), *tower.joint.parameters(), *tower.anchor.parameters(), scale]
    optimiser = torch.optim.AdamW([{"params": heads, "weight_decay": 0.1}, {"params": trunk, "weight_decay": 0.02}])
    average, twin, first = Average(model, options.decay), copy.deepcopy(model).eval(), 0
    checkpoint = options.work / "joint" / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        average.values, first = saved["average"], saved["step"]
        scale.data.copy_(saved["scale"])
        rng = np.random.default_rng([options.seed, first])
    train, started, best = pairs.photos("train"), time.time(), 0.0

    def vectors(captions: np.ndarray) -> torch.Tensor:
        with torch.autocast(options.device, dtype=torch.bfloat16):
            return forward_texts(twin["tower"], [ids[c] for c in captions], parts=16)[0].cpu()

    model.train()
    for step in range(first, options.steps):
        set_rates(optimiser, [options.rate * 0.5, options.trunk_rate], step, options.steps)
        rows = rng.choice(train, options.batch, replace=False)
        captions = pairs.one_caption(rows, rng)
        lost = [drop_words(ids[c], dice, 0.1) if dice.random() < 0.5 else ids[c] for c in captions]
        some = rng.choice(len(words), options.words, replace=False)
        with torch.autocast(options.device, dtype=torch.bfloat16):
            x = images(*pairs.features(rows, rng))
            q, kept = forward_texts(tower, lost)
            _, named = forward_texts(tower, [word_ids[w] for w in some], parts=2)
        loss = contrast(x, q.float(), scale.exp().clamp(max=60), options.smoothing)
        near = 2 - (normalize(kept.float(), dim=1) * pairs.sentences[captions]).sum(1).mean() \
            - (normalize(named.float(), dim=1) * word_vectors[some]).sum(1).mean()
        optimiser.zero_grad()
        (loss + options.anchor * near).backward()
        nn.utils.clip_grad_norm_(trunk, 1.0)
        optimiser.step()
        average.update(model, step)
        if step % 6 == 5:
            print(f"towers {step + 1}/{options.steps} {time.time() - started:.0f} s loss {loss.item():.3f} "
                  f"anchor {near.item():.4f} scale {scale.exp().item():.1f}", flush=True)
        if step % 24 == 23 or step + 1 == options.steps:
            average.copy_to(twin)
            figures = evaluate(twin["images"], vectors, pairs, "val")
            print(f"towers {step + 1} val {show(figures)}", flush=True)
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1,
                        "average": average.values, "scale": scale.data}, checkpoint)
            if figures["t2i_10"] + figures["i2t_10"] > best:
                best = figures["t2i_10"] + figures["i2t_10"]
                torch.save({"images": twin["images"].state_dict(), "tower": twin["tower"].state_dict(),
                            "scale": scale.exp().item(), "val": figures}, options.work / "joint" / "towers.pt")


def make_vocabulary(options, tokenizer) -> list[str]:
    path = options.work / "joint" / "vocabulary.txt"
    if not path.exists():
        texts = [d["caption"] for name in ("flickr8k", "loose")
                 for d in json.loads((options.work / "text" / f"{name}.json").read_text())]
        texts += json.loads((options.work / "text" / "words.json").read_text())[:8000]
        vocabulary.write(vocabulary.choose(tokenizer, texts, options.vocabulary, least=8), path)
    return path.read_text(encoding="utf-8").splitlines()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vocabulary", type=int, default=9000, help="tokens kept")
    parser.add_argument("--head-steps", type=int, default=200)
    parser.add_argument("--steps", type=int, default=240)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--words", type=int, default=96, help="anchor texts a step")
    parser.add_argument("--rate", type=float, default=1e-3, help="learning rate of the heads")
    parser.add_argument("--trunk-rate", type=float, default=6e-5)
    parser.add_argument("--trunk-dropout", type=float, default=0.1)
    parser.add_argument("--frozen-layers", type=int, default=3)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--anchor", type=float, default=1.0)
    parser.add_argument("--decay", type=float, default=0.98)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    (options.work / "joint").mkdir(parents=True, exist_ok=True)
    whole, tokenizer = load_minilm()
    tokens = make_vocabulary(options, tokenizer)
    tower = TextTower(vocabulary.prune(whole, tokenizer, tokens))
    small = vocabulary.wordpiece(options.work / "joint" / "vocabulary.txt")
    pairs = Pairs(options.work)
    images = ImageTower()
    train = pairs.photos("train")
    images.fit(*pairs.features(train[:3000], None))
    tower.joint.standardise.fit(pairs.sentences[np.isin(pairs.owner, train)])
    scale = nn.Parameter(torch.tensor(2.7))
    heads = options.work / "joint" / "heads.pt"
    if heads.exists():
        saved = torch.load(heads)
        images.load_state_dict(saved["images"])
        tower.joint.load_state_dict(saved["joint"])
        scale.data.copy_(saved["scale"])
    else:
        train_heads(options, pairs, images, tower, scale)
        torch.save({"images": images.state_dict(), "joint": tower.joint.state_dict(), "scale": scale.data}, heads)
    train_towers(options, pairs, images, tower, scale, small)


if __name__ == "__main__":
    main()
