#!/usr/bin/env python3
"""Finds words that the project's texts avoid, in code, comments, messages and pages: prints each and ends with 1.

The texts are plain technical English for readers whose first language may not be English: received, sent, deleted, contains, requests,
closed, space, entry point. Parts of names count (hasRoom, a_server_that_says_no). ALLOWED has what is data or somebody else's name.
"""
import pathlib
import re
import subprocess
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent
INSTEAD = {
    "came": "was received, arrived",
    "went": "was sent, moved",
    "gone": "deleted, closed, lost",
    "stands": "is, is written, represents",
    "says": "states, reports, contains",
    "asks": "requests, queries",
    "speaks": "uses, mentions",
    "nobody": "no one, no client",
    "hungry": "ready for more",
    "road": "path",
    "roads": "paths",
    "room": "space, capacity, package",
    "rooms": "packages, parts",
    "front door": "entry point",
    "front doors": "entry points",
}
TEXT = re.compile(r"\.(java|md|proto|py|sh|js|mjs|css|html|properties|xml|jte|yaml)$|(^|/)(gistwire|run|lint|packaged|calls|python-stubs)$")
# Photos' contents: words of captions, labels and queries, and rooms in photos. Names of the HTTP and JDK APIs.
ALLOWED = re.compile(
    r"/test/resources/|^models/packs/|^docs/check_words\.py|make_caption_bank\.py|evidence\.py|train_objects\.py|train_codes\.py|cache_pictures\.py|pack_vectors\.py|EXPERIMENTS\.md|MODEL_CARD\.md"
)
ALLOWED_IN_LINES = re.compile(
    r"on the road\.\"|empty room|indoor room|BodyPublishers\.noBody|\"(gone|nobody)\""
)


def pattern():
    """A word alone, or a part of a name that begins or ends there: hasRoom, room_for, RoomsTest."""
    lower = [word.replace(" ", "[ _]") for word in INSTEAD]
    title = [word.title().replace(" ", "") for word in INSTEAD]
    return re.compile(
        rf"(?<![A-Za-z])(?:{'|'.join(lower + [w[0].upper() + w[1:] for w in lower])})(?![a-z])|(?<=[a-z])(?:{'|'.join(title)})(?![a-z])"
        rf"|(?<![A-Za-z])(?:{'|'.join(w.upper() for w in lower)})(?![A-Za-z])"
    )


def main():
    words, found = pattern(), 0
    for name in subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True).stdout.split("\n"):
        if not TEXT.search(name) or ALLOWED.search(name) or not (HOME / name).is_file():
            continue
        for number, line in enumerate((HOME / name).read_text(encoding="utf-8", errors="replace").split("\n"), 1):
            for match in () if ALLOWED_IN_LINES.search(line) else words.finditer(line):
                found += 1
                instead = INSTEAD.get(match.group(0).lower().replace("_", " "), "")
                print(f"{name}:{number}: '{match.group(0)}' (better: {instead}): {line.strip()[:120]}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
