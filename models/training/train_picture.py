#!/usr/bin/env python3
"""Trains the picture tokenizer: encoder, codebooks and decoder of one picture's 0 to 212 tokens.

    cache_pictures.py --data DATA --work WORK --pack PACK
    train_picture.py --work WORK --minutes 600
    train_picture.py --work WORK --minutes 600 --resume                 # goes on after a stop
    train_picture.py --work WORK --minutes 600 --resume-from WORK/picture/steady.pt --new-run     # trains for longer

Three stages: without tokens (--warm steps), then with codebooks started by k-means on what the encoder gives, at a steady rate,
then with the rate falling to nothing over the last share of the minutes. WORK/picture/checkpoint.pt is written every
--save minutes, steady.pt when the rate begins to fall: to train for longer, go on from there. Each picture of a step
is painted from a prefix of its tokens of random length, and from a random prefix of its code. The same seed and step
draw the same pictures, so a resumed run draws what it would have drawn.
"""
import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch

from gistpack import codes, picture, picture_tokens
from learning_rate import Schedule

TRAINED = ("flickr8k-train", "photos", "indoor")
SHOWN = (0, 4, 20, 50, 84, 100, 148, 212)


class Photos:
    """Cached pictures and codes of several sets, as one."""

    def __init__(self, folder: Path, names: tuple[str, ...]):
        self.sets = [np.load(folder / f"{name}.npy", mmap_mode="r") for name in names]
        self.starts = np.cumsum([0, *(len(s) for s in self.sets)])
        coded = [folder / f"{name}.codes.npy" for name in names]
        if not all(path.exists() for path in coded):
            raise SystemExit(f"{folder} has no codes; run cache_pictures.py with --pack")
        self.codes = np.concatenate([np.load(path) for path in coded])
        self.coded = np.concatenate([np.load(folder / f"{name}.coded.npy") for name in names])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def pixels(self, rows: np.ndarray, mirrored: np.ndarray | None = None) -> torch.Tensor:
        """Pixels in -1..1 of rows; ``mirrored`` bool tells which are turned left to right."""
        images = np.empty((len(rows), picture.SIDE, picture.SIDE, 3), np.uint8)
        for i, row in enumerate(rows):
            at = int(np.searchsorted(self.starts, row, "right")) - 1
            images[i] = self.sets[at][row - self.starts[at]]
        if mirrored is not None:
            images[mirrored] = images[mirrored][:, :, ::-1]
        return picture.to_pixels(images)

    def vectors(self, rows: np.ndarray, books: torch.Tensor, stages: np.ndarray) -> torch.Tensor:
        """What the first ``stages`` [N] bytes of the rows' codes decode to, [N, 256]; zeros where there is no code."""
        out = torch.zeros(len(rows), books.size(2))
        stages = np.where(self.coded[rows], stages, 0)
        for n in np.unique(stages[stages > 0]):
            chosen = np.flatnonzero(stages == n)
            out[chosen] = codes.decode(torch.from_numpy(self.codes[rows[chosen]].astype(np.int64)), books, int(n))
        return out


def draw(photos: Photos, seed: int, step: int, batch: int):
    """Rows, mirrored, prefix lengths and stages of a step: functions of seed and step alone."""
    passes, place = divmod(step * batch, len(photos))
    order = np.concatenate([np.random.default_rng((seed, p)).permutation(len(photos)) for p in (passes, passes + 1)])
    rng = np.random.default_rng((seed, 7, step))
    lengths = picture_tokens.draw_lengths(batch, rng)
    stages = rng.choice((16, 16, 16, 8, 4, 0), batch)
    return order[place:place + batch], rng.random(batch) < 0.5, lengths, stages


@torch.no_grad()
def figures(net: picture.Picture, photos: Photos, books: torch.Tensor, rows: np.ndarray, lengths=SHOWN, batch: int = 50):
    """Mean PSNR in dB for each number of tokens, with 16-byte codes, and all tokens as sent [N, 212]."""
    net.eval()
    gained = {n: [] for n in lengths}
    sequences = []
    for part in np.array_split(rows, max(1, len(rows) // batch)):
        pixels = photos.pixels(part).contiguous(memory_format=torch.channels_last)
        code = photos.vectors(part, books, np.full(len(part), 16))
        tokens = net.tokens(pixels)
        sequences.append(picture_tokens.to_sequence([t.numpy() for t in tokens]))
        for n in lengths:
            gained[n].append(picture.psnr(net.paint(tokens, np.full(len(part), n), code), pixels))
    net.train()
    return {n: float(torch.cat(values).mean()) for n, values in gained.items()}, np.concatenate(sequences)


def save(path: Path, net, optimiser, state: dict) -> None:
    part = path.with_suffix(".part")
    torch.save({"shape": net.shape, "net": net.state_dict(), "optimiser": optimiser.state_dict(), **state}, part)
    os.replace(part, path)


def load(path: Path) -> tuple[picture.Picture, dict]:
    """The network of a checkpoint, and all of the checkpoint."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    net = picture.Picture(**saved["shape"])
    net.load_state_dict(saved["net"])
    return net.to(memory_format=torch.channels_last), saved


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    folder = options.work / "picture"
    folder.mkdir(parents=True, exist_ok=True)
    cache = options.cache or options.work / "pictures"
    photos, val = Photos(cache, TRAINED), Photos(cache, ("flickr8k-val",))
    books = codes.read_rq(options.pack / "codebooks.bin")
    schedule = Schedule(options.rate, options.minutes, options.decay, options.warmup)
    step = run_step = 0
    elapsed = 0.0
    source = options.resume_from or (folder / "checkpoint.pt" if options.resume else None)
    if source:
        net, saved = load(source)
        step, run_step, elapsed = saved["step"], saved["run_step"], saved["elapsed"]
        torch.manual_seed(options.seed + step)
    else:
        net = picture.Picture(options.latent, options.words, options.shared).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), options.rate, betas=(0.9, 0.99), weight_decay=options.weight_decay)
    if source:
        optimiser.load_state_dict(saved["optimiser"])
    if options.new_run:
        run_step, elapsed = 0, 0.0
    log = open(folder / "log.txt", "a", encoding="utf-8")

    def note(text: str) -> None:
        print(text, flush=True)
        log.write(text + "\n")
        log.flush()

    note(f"{len(photos)} pictures, {int(photos.coded.sum())} with codes; step {step}; {json.dumps(vars(options), default=str)}")
    began, saved_at, painted, spent = time.time() - elapsed, time.time(), [], 0.0
    steady = source is not None and not options.new_run and schedule.progress(elapsed) >= 1 - options.decay
    while (elapsed := time.time() - began) < 60 * options.minutes:
        if step == options.warm and not net.quantiser.ready:
            rows = np.random.default_rng(options.seed).permutation(len(photos))[: options.start_on]
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                grids = torch.cat([net.grid(photos.pixels(part)) for part in np.array_split(rows, max(1, len(rows) // 64))])
            net.quantiser.start(grids)
            note(f"{elapsed:.0f} s codebooks started, lengths {net.quantiser.gains.tolist()}")
        for group in optimiser.param_groups:
            group["lr"] = schedule.rate(elapsed, run_step)
        rows, mirrored, lengths, stages = draw(photos, options.seed, step, options.batch)
        pixels = photos.pixels(rows, mirrored).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            again, commitment, _ = net(pixels, lengths, photos.vectors(rows, books, stages))
        error = ((again.float() - pixels).pow(2) + options.knee ** 2).sqrt().mean() - options.knee
        loss = error + options.commitment * commitment
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), options.clip)
        optimiser.step()
        painted.append(error.item())
        step, run_step = step + 1, run_step + 1
        if step % 100 == 0:
            note(f"{elapsed:.0f} s step {step} error {np.mean(painted):.4f} commitment {commitment.item():.3f} norm {norm:.2f} "
                 f"rate {optimiser.param_groups[0]['lr']:.1e}")
            painted = []
        state = {"step": step, "run_step": run_step, "elapsed": time.time() - began}
        if not steady and schedule.progress(state["elapsed"]) >= 1 - options.decay:
            save(folder / "steady.pt", net, optimiser, state)
            steady = True
        if time.time() - saved_at > 60 * options.save:
            save(folder / "checkpoint.pt", net, optimiser, state)
            if net.quantiser.ready:
                shown, _ = figures(net, val, books, np.arange(100))
                note(f"{elapsed:.0f} s step {step} val PSNR " + ", ".join(f"{n}: {v:.2f}" for n, v in shown.items()))
            saved_at = time.time()
    save(folder / "checkpoint.pt", net, optimiser, {"step": step, "run_step": run_step, "elapsed": time.time() - began})
    if net.quantiser.ready:
        shown, _ = figures(net, val, books, np.arange(min(500, len(val))))
        note(f"end: step {step} val PSNR " + ", ".join(f"{n}: {v:.2f}" for n, v in shown.items()))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True, help="WORK/picture is written")
    parser.add_argument("--cache", type=Path, default=None, help="folder of cache_pictures.py; WORK/pictures unless given")
    parser.add_argument("--pack", type=Path, required=True, help="the pack's folder: its codebooks decode the codes")
    parser.add_argument("--minutes", type=float, default=60, help="wall clock of the run, all its parts together")
    parser.add_argument("--decay", type=float, default=0.3, help="share of the minutes over which the rate falls to 0")
    parser.add_argument("--resume", action="store_true", help="go on from WORK/picture/checkpoint.pt")
    parser.add_argument("--resume-from", type=Path, default=None, help="go on from this checkpoint")
    parser.add_argument("--new-run", action="store_true", help="with a checkpoint: begin the minutes again, after a short rise")
    parser.add_argument("--save", type=float, default=4, help="minutes between checkpoints")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--warmup", type=int, default=150, help="steps over which the rate rises")
    parser.add_argument("--warm", type=int, default=300, help="steps without tokens at the beginning")
    parser.add_argument("--start-on", type=int, default=2500, help="pictures whose residuals start the codebooks")
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--clip", type=float, default=1.0)
    parser.add_argument("--knee", type=float, default=0.2, help="errors below it count by their square, above it as they are")
    parser.add_argument("--commitment", type=float, default=0.02)
    parser.add_argument("--latent", type=int, default=32)
    parser.add_argument("--words", type=int, default=512)
    parser.add_argument("--shared", action="store_true", help="one codebook for all scales")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
