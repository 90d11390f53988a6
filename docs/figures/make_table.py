#!/usr/bin/env python3
"""Writes the tables of figures from the JSON files beside this script: README.md has the few of HEADLINE, the page README.md
beside this script has all.

Each file holds one object as the benchmarks print it, plus the member "command" that made it:
{"bench": ..., "command": ..., "host": ..., "commit": ..., "figures": [{"name", "value", "unit", "goal", "better", "rival"?, "ratio"?}]}.
A name means one thing: where a bench was run on two things, the member "of" states of which one, and the tables show NAME[OF]. A name
that two files have fails.
With --check nothing is written; the exit status is 1 when a table is not the one that the files give.
"""
import argparse
import collections
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parent.parent / "README.md"
# (what README calls it, file, figure)
HEADLINE = [
    ("objects that shown captions name and that are absent, 150 everyday photos", "captions_inferred.json", "caption_objects_absent"),
    ("text to image R@10 that 16 bytes keep of the float embedding", "pack.json", "t2i_recall_kept_16_bytes"),
    ("zero-shot accuracy that 16 bytes keep", "pack.json", "zero_shot_kept_16_bytes"),
    ("acknowledged gists a second over 1,000 sessions, TLS and index on", "ingest.json", "ingest_durable_per_s_1000_sessions"),
    ("acknowledgement, p99 at 1,000 gists a second", "ingest.json", "ack_p99_millis"),
    ("search among a million gists, p50 of one core", "search.json", "search_default_p50_millis"),
    ("share of a 2,400 bit/s link that is layer bytes", "link.json", "link_payload_share"),
]
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def number(value):
    """A number with four significant digits, thousands apart."""
    if isinstance(value, int) or float(value).is_integer() and abs(value) >= 100:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def goal(figure):
    """The goal and whether it is met, empty where there is none."""
    if figure.get("goal") is None:
        return ""
    met = figure["value"] <= figure["goal"] if figure["better"] == "lower" else figure["value"] >= figure["goal"]
    return f"{'<=' if figure['better'] == 'lower' else '>='} {number(figure['goal'])} {'met' if met else 'not met'}"


def full_name(data, figure):
    """The figure's name, unique over all files."""
    return figure["name"] + (f"[{data['of']}]" if data.get("of") else "")


def doubled():
    """Names that stand for two things, each with its files."""
    files = collections.defaultdict(list)
    for path in sorted(HERE.glob("*.json")):
        data = json.loads(path.read_text())
        for figure in data["figures"]:
            files[full_name(data, figure)].append(path.name)
    return {name: paths for name, paths in files.items() if len(paths) > 1}


def rows(path):
    """The full table's lines for one file."""
    data = json.loads(path.read_text())
    for figure in data["figures"]:
        rival = f"{figure['ratio']:.2f} x {figure['rival']}" if figure.get("rival") else ""
        yield f"| `{full_name(data, figure)}` | {number(figure['value'])} {figure['unit']} | {goal(figure)} | {rival} | `{data['command']}` |"


def table():
    """The full table as Markdown, benches in the order of their file names."""
    lines = ["| figure | measured | goal | rival | command |", "|---|---|---|---|---|"]
    for path in sorted(HERE.glob("*.json")):
        lines += rows(path)
    return "\n".join(lines)


def headline():
    """README's table."""
    lines = ["| what | measured | goal | command |", "|---|---|---|---|"]
    for label, file, name in HEADLINE:
        data = json.loads((HERE / file).read_text())
        figure = next((f for f in data["figures"] if f["name"] == name), None)
        if figure is None:
            sys.exit(f"{file} has no figure {name}, which README shows")
        lines.append(f"| {label} | {number(figure['value'])} {figure['unit']} | {goal(figure)} | `{data['command']}` |")
    return "\n".join(lines)


def page():
    """The page with every figure, and what each file was measured on."""
    hosts = [json.loads(path.read_text()) | {"file": path.name} for path in sorted(HERE.glob("*.json"))]
    lines = ["# Every figure", "", "Made by `docs/figures/make_table.py` from the files of this folder.", "", table(), ""]
    lines += ["| file | commit | host |", "|---|---|---|"]
    lines += [f"| [{host['file']}]({host['file']}) | {host['commit']} | {host['host']} |" for host in hosts]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    if doubled():
        sys.exit("\n".join(f"the figure {name} is in {' and '.join(paths)}: give one of them the member \"of\"" for name, paths in doubled().items()))
    text = README.read_text()
    if BEGIN not in text or END not in text:
        sys.exit(f"{README} has no lines '{BEGIN}' and '{END}'; put them where the table belongs")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    made = {README: f"{head}{BEGIN}\n{headline()}\n{END}{tail}", HERE / "README.md": page()}
    for path, new in made.items():
        if not check:
            path.write_text(new)
        elif not path.exists() or path.read_text() != new:
            sys.exit(f"{path.relative_to(README.parent)} is out of date: run docs/figures/make_table.py")


if __name__ == "__main__":
    main()
