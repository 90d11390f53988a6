"""Trains the caption language model in float: first on text alone, then given the embedding.

    train_language_model.py --data DATA --out WORK --minutes 600 --vectors VECTORS
    train_language_model.py --data DATA --out WORK --minutes 600 --vectors VECTORS --resume

The clock, not a number of steps, drives the learning rate, so that the same command makes use of
whatever processor it is given: constant after the warm-up, then linear to nothing over the last
`--decay` share of the minutes. The checkpoint keeps how much of the minutes is used, so a run that was
stopped goes on where its rate was; SIGTERM stops it with a checkpoint. `--new-run` begins the minutes
afresh with a checkpoint's weights. An exponential mean of the weights is kept beside them and is what is
measured and exported; `--keep-every` leaves a copy of it behind now and then, of which
`average_language_model.py` makes a blend. `export_language_model.py` rounds a checkpoint to the integer model.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

import caption_batches
from conditioning import Conditioning, Corpus, load_corpus
from language_model_torch import CaptionModel, Widths
from learning_rate import Schedule


def main() -> None:
    args = parse_arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    corpus = load_corpus(args.data, args.out / "bpe.json", args.vocabulary)
    conditioning = Conditioning(corpus, args.vectors, args.seed, args.photo_share)
    model = CaptionModel(Widths(corpus.bpe.vocabulary, state=args.state, condition=args.condition))
    trainer = Trainer(args, corpus, conditioning, model)
    if args.resume:
        trainer.load(args.resume_from or args.out / "checkpoint.pt")
    signal.signal(signal.SIGTERM, lambda *_: trainer.stop())
    trainer.run()


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with captions.tsv.xz and flickr8k.tsv.xz")
    parser.add_argument("--out", type=Path, required=True, help="working folder: tokeniser, checkpoints, log")
    parser.add_argument("--vectors", type=Path, help="folder with the joint vectors; without it text alone is trained")
    parser.add_argument("--minutes", type=float, default=60, help="wall clock of the run, all its parts together")
    parser.add_argument("--decay", type=float, default=0.3, help="share of the minutes over which the rate falls to 0")
    parser.add_argument("--resume", action="store_true", help="go on from a checkpoint instead of afresh")
    parser.add_argument("--new-run", action="store_true", help="with --resume: begin the minutes again, after a short warm-up")
    parser.add_argument("--resume-from", type=Path, help="checkpoint to start from (default OUT/checkpoint.pt)")
    parser.add_argument("--fresh-condition", action="store_true", help="start the first conditioning matrix afresh")
    parser.add_argument("--moved-from", type=Path, help="vectors that the checkpoint knew: its matrix is fitted to the new ones")
    parser.add_argument("--photo-share", type=int, default=1, help="times that captions with a photo are seen in a pass")
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--weight-decay", type=float, default=0.02)
    parser.add_argument("--batch", type=int, default=512, help="captions a step")
    parser.add_argument("--vocabulary", type=int, default=4000)
    parser.add_argument("--state", type=int, default=768)
    parser.add_argument("--condition", type=int, default=192)
    parser.add_argument("--average", type=float, default=0.998, help="decay of the mean of the weights, per step")
    parser.add_argument("--keep-every", type=float, default=0, help="minutes after which a copy of the mean is kept; 0 is never")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Trainer:
    """One run: steps, running mean of the weights, measurements, checkpoints."""

    def __init__(self, args, corpus: Corpus, conditioning: Conditioning, model: CaptionModel):
        self.args, self.corpus, self.conditioning, self.model = args, corpus, conditioning, model
        matrices = [p for p in model.parameters() if p.dim() > 1]
        others = [p for p in model.parameters() if p.dim() == 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": args.weight_decay}, {"params": others, "weight_decay": 0.0}],
            lr=args.learning_rate, betas=(0.9, 0.98), fused=True,
        )
        self.mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self.schedule = Schedule(args.learning_rate, args.minutes, args.decay)
        self.steps = self.tokens_seen = self.first_step = 0
        self.used_seconds = 0.0
        self.stopped = False
        self.rng = np.random.default_rng(args.seed)

    def stop(self) -> None:
        """Ends the run after the step that is being made."""
        self.stopped = True

    def run(self) -> None:
        args, saved, shown, before = self.args, time.time(), time.time(), time.time()
        nats = chars = 0.0
        rows = self.conditioning.training_rows
        end = self.corpus.bpe.end_of_text
        make = lambda: caption_batches.batches(self.corpus.tokens, rows, end, args.batch, self.rng)
        for epoch, batch in caption_batches.endless(make):
            now = time.time()
            self.pass_time(now - before)
            before = now
            progress = self.schedule.progress(self.used_seconds)
            if progress >= 1 or self.stopped:
                break
            nats += self.step(batch, self.schedule.rate(self.used_seconds, self.steps - self.first_step))
            chars += self.corpus.chars[batch.captions].sum()
            if time.time() - shown > 30:
                self.show(epoch, progress, nats, chars)
                nats = chars = 0.0
                shown = time.time()
            if time.time() - saved > 240:
                self.save(args.out / "checkpoint.pt")
                self.measure(limit=1000)
                saved = time.time()
        self.save(args.out / "checkpoint.pt")
        if not self.stopped:
            self.measure(limit=5000)

    def pass_time(self, seconds: float) -> None:
        """Counts seconds as used; keeps a copy of the mean whenever `--keep-every` minutes are full."""
        every, before = 60 * self.args.keep_every, self.used_seconds
        self.used_seconds += seconds
        if every and self.used_seconds // every > before // every:
            self.save(self.args.out / f"mean.{self.steps}.pt", mean_only=True)

    def step(self, batch, rate: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.model.train()
        x, stages = self.conditioning.draw(batch.captions, self.rng)
        inputs, targets = torch.from_numpy(batch.inputs), torch.from_numpy(batch.targets)
        loss = self.model.loss(x, stages, inputs, targets, self.args.dropout)
        count = int((batch.targets >= 0).sum())
        (loss / count).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        self.tokens_seen += count
        keep = min(self.args.average, (1 + self.steps) / (10 + self.steps))
        for name, value in self.model.state_dict().items():
            self.mean[name].lerp_(value, 1 - keep)
        return loss.item()

    def show(self, epoch: int, progress: float, nats: float, chars: float) -> None:
        print(
            f"{time.strftime('%H:%M:%S')} step {self.steps} epoch {epoch} progress {progress:.3f} "
            f"train {nats / math.log(2) / chars:.4f} bit/char, {self.tokens_seen / 1e6:.2f} M tokens", flush=True,
        )

    def measure(self, limit: int) -> None:
        """Prints bits a character of the mean weights on texts that no training sees."""
        live = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.model.load_state_dict(self.mean)
        figures = {}
        for name, rows, stages in self.conditioning.measured():
            figures[name] = round(bits_per_char(self.model, self.corpus, self.conditioning, rows[:limit], stages), 4)
        self.model.load_state_dict(live)
        print(f"{time.strftime('%H:%M:%S')} step {self.steps} held out: {json.dumps(figures)}", flush=True)

    def save(self, path: Path, mean_only: bool = False) -> None:
        """Writes the checkpoint beside the old one, then takes its place."""
        kept = {"widths": vars(self.model.widths), "mean": self.mean, "steps": self.steps, "tokens": self.tokens_seen}
        if not mean_only:
            kept |= {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "used_seconds": self.used_seconds}
        torch.save(kept, path.with_suffix(".new"))
        os.replace(path.with_suffix(".new"), path)

    def load(self, path: Path) -> None:
        kept = torch.load(path, weights_only=True)
        if "optimizer" not in kept:
            raise SystemExit(f"{path} has the mean of the weights alone; a run goes on from a checkpoint.pt")
        self.model.load_state_dict(kept["model"])
        self.mean = kept["mean"]
        self.optimizer.load_state_dict(kept["optimizer"])
        self.steps, self.tokens_seen = kept["steps"], kept["tokens"]
        self.used_seconds = 0.0 if self.args.new_run else kept.get("used_seconds", 0.0)
        if self.args.new_run:
            self.first_step = self.steps
            self.schedule = replace(self.schedule, warmup_steps=20)
        # Another order than before, or a run that is resumed often would see the same captions again and again.
        self.rng = np.random.default_rng([self.args.seed, self.steps])
        if self.args.fresh_condition:
            self.replace_condition(lambda weight: torch.randn_like(weight) * 0.5)
        if self.args.moved_from:
            move = moved(self.args.moved_from, self.args.vectors)
            self.replace_condition(lambda weight: weight @ move)

    def replace_condition(self, change) -> None:
        fresh = change(self.model.condition_weight.data)
        self.model.condition_weight.data.copy_(fresh)
        self.mean["condition_weight"] = fresh.clone()
        for state in (self.optimizer.state.get(self.model.condition_weight, {}),):
            for name in ("exp_avg", "exp_avg_sq"):
                if name in state:
                    state[name].zero_()


@torch.no_grad()
def bits_per_char(model: CaptionModel, corpus: Corpus, conditioning: Conditioning, rows: np.ndarray, stages: int) -> float:
    """Returns what the captions `rows` cost given so many stages, ends included."""
    model.eval()
    nats = 0.0
    for batch in caption_batches.batches(corpus.tokens, rows, corpus.bpe.end_of_text, 512, None):
        x, n = conditioning.given(batch.captions, stages)
        nats += model.loss(x, n, torch.from_numpy(batch.inputs), torch.from_numpy(batch.targets)).item()
    return nats / math.log(2) / corpus.chars[rows].sum()


def moved(old: Path, new: Path) -> torch.Tensor:
    """Returns A [D, D] with old = A new in least squares, so that W old = (W A) new."""
    pairs = []
    for folder in (old, new):
        photos = np.load(folder / "image_vectors.npz")["vectors"]
        pairs.append(np.concatenate([photos, np.load(folder / "text_flickr8k.npy")]).astype(np.float64))
    solution, *_ = np.linalg.lstsq(pairs[1], pairs[0], rcond=1e-4)
    return torch.from_numpy(solution.T).float()


if __name__ == "__main__":
    main()
