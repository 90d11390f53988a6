"""The caption trainer: a stopped run goes on where it was, and blends are weighted means."""

import argparse
import itertools
import sys
import time
from pathlib import Path

import numpy as np
import pytest

TRAINING = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TRAINING))

torch = pytest.importorskip("torch")

import average_language_model  # noqa: E402
import caption_batches  # noqa: E402
from conditioning import Conditioning, Corpus  # noqa: E402
from gistcodec import bpe  # noqa: E402
from language_model_torch import CaptionModel, Widths  # noqa: E402
from learning_rate import Schedule  # noqa: E402
from train_language_model import Trainer  # noqa: E402

TEXTS = [f"a {colour} {animal} runs on {place}." for colour in ("red", "blue", "black") for animal in ("dog", "cat", "horse")
         for place in ("grass", "snow", "sand", "the street")]


def corpus() -> Corpus:
    learnt = bpe.train(TEXTS, 280)
    rows = np.arange(len(TEXTS))
    part = {"text": rows[:20], "held_out": rows[20:24], "train": rows[24:30], "val": rows[30:33], "test": rows[33:]}
    return Corpus(TEXTS, [learnt.encode(text) for text in TEXTS], np.array([len(text) for text in TEXTS]), ["p"] * 12, 24, part, learnt)


def trainer(out: Path, **changes) -> Trainer:
    options = {"learning_rate": 1e-2, "minutes": 1.0, "decay": 0.3, "weight_decay": 0.02, "average": 0.9, "dropout": 0.0, "batch": 8,
               "seed": 1, "keep_every": 0.0, "new_run": False, "fresh_condition": False, "moved_from": None, "out": out}
    args, made = argparse.Namespace(**options | changes), corpus()
    torch.manual_seed(args.seed)
    model = CaptionModel(Widths(made.bpe.vocabulary, embedding=32, state=32, condition=16))
    return Trainer(args, made, Conditioning(made, None, args.seed), model)


def batch(of: Trainer):
    return caption_batches.lay_out(of.corpus.tokens, of.corpus.part["text"][:8], of.corpus.bpe.end_of_text)


def test_the_rate_rises_stays_and_falls_to_nothing():
    schedule = Schedule(peak=2.0, minutes=10, decay=0.5, warmup_steps=4)
    assert [schedule.rate(0, steps) for steps in range(5)] == [0.5, 1.0, 1.5, 2.0, 2.0]
    assert schedule.rate(300, 100) == 2.0
    assert schedule.rate(450, 100) == pytest.approx(1.0)
    assert schedule.rate(600, 100) == schedule.rate(900, 100) == 0.0


def test_a_resumed_run_makes_the_step_that_the_stopped_one_would_have_made(tmp_path):
    first = trainer(tmp_path)
    for _ in range(3):
        first.pass_time(15)
        first.step(batch(first), 1e-2)
    first.save(tmp_path / "checkpoint.pt")
    second = trainer(tmp_path)
    second.load(tmp_path / "checkpoint.pt")
    assert (second.used_seconds, second.steps, second.tokens_seen) == (45, 3, first.tokens_seen)
    for run in (first, second):
        run.step(batch(run), run.schedule.rate(run.used_seconds, run.steps))
    for name, value in first.model.state_dict().items():
        assert torch.equal(value, second.model.state_dict()[name]), name
        assert torch.equal(first.mean[name], second.mean[name]), name


def test_a_new_run_begins_the_minutes_again_and_a_run_of_more_minutes_does_not(tmp_path):
    first = trainer(tmp_path)
    first.pass_time(30)
    first.save(tmp_path / "checkpoint.pt")
    again = trainer(tmp_path, new_run=True)
    again.load(tmp_path / "checkpoint.pt")
    assert again.used_seconds == 0
    longer = trainer(tmp_path, minutes=2.0)
    longer.load(tmp_path / "checkpoint.pt")
    assert longer.schedule.progress(longer.used_seconds) == 0.25


def test_a_run_learns_leaves_copies_of_the_mean_and_stops_when_told(tmp_path, monkeypatch):
    ticks = itertools.count()
    monkeypatch.setattr(time, "time", lambda: float(next(ticks)))
    run = trainer(tmp_path, minutes=0.6, keep_every=0.2)
    before = run.step(batch(run), 0.0)
    run.run()
    assert run.step(batch(run), 0.0) < before
    copies = sorted(tmp_path.glob("mean.*.pt"))
    assert len(copies) == 3 and torch.load(copies[0], weights_only=True).keys() == {"widths", "mean", "steps", "tokens"}
    with pytest.raises(SystemExit, match="mean of the weights alone"):
        trainer(tmp_path).load(copies[0])
    told = trainer(tmp_path)
    told.stop()
    told.run()
    assert told.steps == 0


def test_a_blend_is_the_weighted_mean_and_states_what_it_is_made_of(tmp_path, monkeypatch):
    for name, value in (("a", 1.0), ("b", 3.0)):
        torch.save({"widths": {}, "mean": {"w": torch.full((2, 2), value)}, "steps": 7, "tokens": 9}, tmp_path / f"{name}.pt")
    out = tmp_path / "blend.pt"
    monkeypatch.setattr(sys, "argv", ["x", "--blend", f"{tmp_path}/a.pt:0.75", f"{tmp_path}/b.pt:0.25", "--out", str(out)])
    average_language_model.main()
    made = torch.load(out, weights_only=True)
    assert torch.equal(made["mean"]["w"], torch.full((2, 2), 1.5))
    assert made["made_of"] == ["a.pt of step 7: 0.75", "b.pt of step 7: 0.25"]


def test_weights_are_not_chosen_without_captions_to_choose_on(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["x", "--blend", "a.pt", "b.pt", "--choose", "0.1", "--out", "c.pt"])
    with pytest.raises(SystemExit):
        average_language_model.parse_arguments()
    assert "needs --data, --tokeniser and --vectors" in capsys.readouterr().err


def test_blends_of_other_sizes_or_sums_are_refused():
    one, two = {"w": torch.zeros(2)}, {"w": torch.zeros(3)}
    with pytest.raises(ValueError, match="different sizes"):
        average_language_model.blend([one, two], (0.5, 0.5))
    with pytest.raises(ValueError, match="add up to 1"):
        average_language_model.blend([one, one], (0.5, 0.6))


def test_the_weights_that_are_tried_are_all_that_add_up_to_one():
    assert list(average_language_model.simplex(2, 0.5)) == [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)]
    assert all(abs(sum(weights) - 1) < 1e-9 for weights in average_language_model.simplex(3, 0.1))
    assert len(list(average_language_model.simplex(3, 0.1))) == 66


def test_the_blend_that_is_chosen_costs_least_on_validation_captions(tmp_path, monkeypatch):
    good, bad = trainer(tmp_path), trainer(tmp_path)
    for _ in range(20):
        good.step(batch(good), 1e-2)
    for value in bad.mean.values():
        value.normal_(0, 3)
    conditioning = good.conditioning
    conditioning.vectors = argparse.Namespace(stages=0)
    monkeypatch.setattr("conditioning.load_corpus", lambda *_: good.corpus)
    monkeypatch.setattr("conditioning.Conditioning", lambda *_: conditioning)
    checkpoints = [{"widths": vars(good.model.widths), "mean": run.mean} for run in (bad, good)]
    args = argparse.Namespace(data=None, tokeniser=None, vectors=None, seed=1, captions=3, choose=0.5)
    assert average_language_model.choose(checkpoints, args) == (0.0, 1.0)
