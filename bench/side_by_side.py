#!/usr/bin/env python3
"""Runs a benchmark on two commits in turns and prints the figures side by side.

    bench/side_by_side.py OLD NEW [--rounds 3] [--work FOLDER] -- ingest --seconds 10 --sessions 1000

Both commits are cloned below the work folder and built by their launcher, which takes minutes the first time; nothing else should run on
the machine meanwhile. A figure's value is the median over the rounds. Every run's output is kept in the work folder.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent


def main():
    args = parse_arguments()
    clones = [clone(args.work / name, commit) for name, commit in (("old", args.old), ("new", args.new))]
    runs = [[], []]
    for round_number in range(args.rounds):
        for which in ((0, 1) if round_number % 2 == 0 else (1, 0)):
            runs[which].append(run(clones[which], args, f"{('old', 'new')[which]}-{args.bench[0]}-{round_number}.json"))
    report(args, runs)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", help="commit that is the measure")
    parser.add_argument("new", help="commit that is compared with it")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=pathlib.Path, default=HOME / "bench/target/side-by-side")
    parser.add_argument("bench", nargs="+", help="benchmark and its options, after --")
    args = parser.parse_args()
    args.work = args.work.resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    return args


def clone(folder, commit):
    """A checkout of the commit, built."""
    if not folder.exists():
        subprocess.run(["git", "clone", "-q", str(HOME), str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "fetch", "-q", "origin"], check=True)
    subprocess.run(["git", "-C", str(folder), "checkout", "-q", commit], check=True)
    print(f"building {commit} in {folder}", file=sys.stderr, flush=True)
    subprocess.run([str(folder / "gistwire"), "bench", "--help"], check=True, stdout=subprocess.DEVNULL)
    return folder


def run(folder, args, output):
    """The figures of one run by name, as (value, unit, better)."""
    command = [str(folder / "gistwire"), "bench", *args.bench, "--json"]
    print(f"{output}: {' '.join(command)}", file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    (args.work / output).write_text(done.stdout)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return {f["name"]: (f["value"], f["unit"], f["better"]) for f in json.loads(done.stdout)["figures"]}


def report(args, runs):
    """A table: name, both medians, how much better the new one is."""
    print(f"{'figure':48} {args.old[:12]:>14} {args.new[:12]:>14} {'better by':>10}")
    for name, (_, unit, better) in runs[1][0].items():
        old, new = ([r[name][0] for r in side if name in r] for side in runs)
        if not old:
            continue
        a, b = statistics.median(old), statistics.median(new)
        ratio = (b / a if better == "higher" else a / b) if a and b else float("nan")
        print(f"{name:48} {a:14.4g} {b:14.4g} {ratio:9.2f}x  {unit}")


if __name__ == "__main__":
    main()
