#!/usr/bin/env python3
"""Goes on training both heads of the joint space on the tuned trunk's cached sentence vectors, which is quick.

Reads WORK/joint/towers.pt and sentences_flickr8k.npy; replaces towers.pt when the validation split states it. The trunk
does not move, so the cached vectors stay true. With --channel-share a part of the loss sees photos only through as many bits as a
code of 16, 8 or 4 bytes has, which makes the space one that codes keep better (EXPERIMENTS.md).
"""
import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from gistpack.channel import Channel
from gistpack.heads import Average
from gistpack.minilm import MAX_TOKENS, MiniLM
from gistpack.towers import ImageTower, TextTower
from train_joint import Pairs, contrast, evaluate, set_rates, show

BITS = ((100, 0.5), (50, 0.3), (25, 0.2))


def through_codes(x: torch.Tensor, q: torch.Tensor, scale: torch.Tensor, smoothing: float, channel: Channel) -> torch.Tensor:
    """The contrast of photos that a code has passed; the joint block has about four fifths of a code's bits."""
    channel.observe(x)
    return sum(weight * contrast(nn.functional.normalize(channel.send(x, bits), dim=1), q, scale, smoothing)
               for bits, weight in BITS)


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    saved = torch.load(options.work / "joint" / "towers.pt", map_location="cpu")
    pairs = Pairs(options.work)
    pairs.sentences = torch.from_numpy(np.load(options.work / "joint" / "sentences_flickr8k.npy")).float()
    images = ImageTower(dropout=options.dropout)
    tower = TextTower(MiniLM(saved["tower"]["trunk.words.weight"].size(0), positions=MAX_TOKENS))
    images.load_state_dict(saved["images"])
    tower.load_state_dict(saved["tower"])
    scale = nn.Parameter(torch.tensor(saved["scale"]).log())
    model = nn.ModuleDict({"images": images, "joint": tower.joint})
    tower.joint.noise = options.noise
    average, twin = Average(model, 0.99), copy.deepcopy(model).eval()
    first = evaluate(twin["images"], lambda c: twin["joint"](pairs.sentences[c]), pairs, "val")
    print(f"before: val {show(first)}", flush=True)
    best = first["t2i_10"] + first["i2t_10"]
    optimiser = torch.optim.AdamW([*model.parameters(), scale], lr=options.rate, weight_decay=options.decay)
    rng, train, started = np.random.default_rng(options.seed + 7), pairs.photos("train"), time.time()
    channel, share = Channel(), options.channel_share
    model.train()
    for step in range(options.steps):
        set_rates(optimiser, [options.rate], step, options.steps)
        rows = rng.choice(train, options.batch, replace=False)
        captions = pairs.one_caption(rows, rng)
        with torch.autocast(options.device, dtype=torch.bfloat16):
            x = images(*pairs.features(rows, rng))
            q = tower.joint(pairs.sentences[captions]).float()
        loss = (1 - share) * contrast(x, q, scale.exp().clamp(max=60), options.smoothing)
        if share > 0:
            loss = loss + share * through_codes(x.float(), q, scale.exp().clamp(max=60), options.smoothing, channel)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        average.update(model, step + 100)
        if step % 50 == 49 or step + 1 == options.steps:
            average.copy_to(twin)
            figures = evaluate(twin["images"], lambda c: twin["joint"](pairs.sentences[c]), pairs, "val")
            print(f"heads {step + 1}/{options.steps} {time.time() - started:.0f} s loss {loss.item():.3f} "
                  f"val {show(figures)}", flush=True)
            if figures["t2i_10"] + figures["i2t_10"] > best:
                best = figures["t2i_10"] + figures["i2t_10"]
                state = {**saved["tower"], **{f"joint.{k}": v for k, v in twin["joint"].state_dict().items()}}
                torch.save({"images": twin["images"].state_dict(), "tower": state, "scale": scale.exp().item(),
                            "val": figures}, options.work / "joint" / "towers.pt")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--batch", type=int, default=768)
    parser.add_argument("--rate", type=float, default=7e-4)
    parser.add_argument("--decay", type=float, default=0.2)
    parser.add_argument("--dropout", type=float, default=0.5)
    parser.add_argument("--noise", type=float, default=0.2, help="noise on standardised sentence vectors")
    parser.add_argument("--channel-share", type=float, default=0.0, help="share of the loss that sees photos through codes")
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
