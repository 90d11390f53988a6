"""Runs the `buf curl` lines of a page against a server; see the script `calls` beside this file."""

import json
import os
import pathlib
import re
import subprocess
import sys

NEVER_ENDS = {"FollowGists", "Watch"}
# With a server that has tokens: what belongs to the whole server, and is called with $OPERATOR_TOKEN if that is set.
WHOLE_SERVER = {"GetStats", "CheckLedger", "BackupLedger", "CompactLedger", "Reindex"}


def sections(page):
    """(heading, its blocks of shell text) in the page's order; the first heading is the page's own."""
    for part in re.split(r"^#{1,3} ", page, flags=re.M)[1:]:
        yield part.split("\n", 1)[0], re.findall(r"```sh\n(.*?)```", part, re.S)


def of_buf(block):
    """The part of a block that is for buf: all of it, or what follows grpcurl's call."""
    return block[block.index("\nbuf curl") + 1 :] if block.startswith("grpcurl") else block


def token_options(page):
    """What the page's table states to add for a token."""
    return re.search(r"^\| a token.*\| `([^`]*)` \|$", page, re.M)[1]


def assign(block, folder):
    """Runs a block that sets variables, once, for the calls after it; what failed, or None."""
    names = re.findall(r"^([A-Z]+)=", block, re.M)
    shown = "\n".join(f'printf "%s\\0" "${name}"' for name in names)
    code, out, err = shell("set -euo pipefail\n" + block + shown, 60, folder)
    os.environ.update(zip(names, out.split("\0")))
    return None if code == 0 and all(os.environ.get(name) for name in names) else f"{block.splitlines()[0][:80]}: {err.strip()[:200]}"


def shell(text, seconds, folder):
    """Runs shell text; (exit code, stdout, stderr), None when stopped after the time."""
    try:
        done = subprocess.run(["bash", "-c", text], cwd=folder, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired as stopped:
        return None, (stopped.stdout or b"").decode(), ""
    return done.returncode, done.stdout, done.stderr


def judge(name, code, out, err):
    """(good?, one line) about a finished call."""
    if code is None:
        return name in NEVER_ENDS and bool(out.strip()), f"still streaming when it was stopped, {len(out)} characters"
    if code == 0:
        return True, f"ok, {len(out)} characters"
    try:
        status = json.loads(err[err.index("{") :])
    except ValueError:
        return False, err.strip()[:200]
    line = f"{status.get('code')}: {status.get('message')}"
    return status.get("code") == "unimplemented", line


def main(page, target, photo):
    text = pathlib.Path(page).read_text()
    folder = pathlib.Path(photo).resolve().parent
    options = token_options(text) if os.environ.get("TOKEN") else ""
    failed = served = 0
    for name, blocks in sections(text):
        for block in map(of_buf, blocks):
            assigns = re.match(r"[A-Z]+=", block)
            if os.environ.get("OPERATOR_TOKEN") and name in WHOLE_SERVER:
                block = block.replace("buf curl", "TOKEN=$OPERATOR_TOKEN; buf curl", 1)
            block = block.replace("buf curl", f'"$BUF" curl {options}').replace("localhost:9000", target)
            block = block.replace("photo.jpg", pathlib.Path(photo).name)
            if assigns:
                problem = assign(block, folder)
                failed += problem is not None
                if problem:
                    print(f"FAILED  {name}: {problem}", flush=True)
                continue
            never = name in NEVER_ENDS and f"/{name}\n" in block
            good, line = judge(name, *shell(block, 10 if never else 60, folder))
            failed += not good
            served += good and not line.startswith("unimplemented")
            print(f"{'ok' if good else 'FAILED':8}{name}: {line}", flush=True)
    print(f"{served} served, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
