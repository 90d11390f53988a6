"""Runs the `buf curl` lines of a page against a server; see the script `calls` beside this file."""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys

# These name something that only exists once somebody made it.
MAY_BE_MISSING = {"AcknowledgeAlert", "RevokeToken"}
NEVER_ENDS = {"Watch"}


def blocks(page):
    """(RPC, shell text from `buf curl` on) for each heading of the page."""
    for name, block in re.findall(r"### (\w+)\n.*?```sh\n(.*?)```", page, re.S):
        yield name, block[block.index("buf curl") :]


def shell(text, target, photo, seconds):
    """Runs shell text with the page's variables; (exit code, stdout, stderr), None when stopped after the time."""
    header = ' -H "authorization: Bearer $TOKEN"' if os.environ.get("TOKEN") else ""
    text = text.replace("buf curl", '"$BUF" curl' + header).replace("localhost:9000", target)
    encoded = base64.b64encode(pathlib.Path(photo).read_bytes()).decode()
    environment = dict(os.environ, PHOTO=encoded, FINGERPRINT=os.environ.get("FINGERPRINT", ""))
    try:
        done = subprocess.run(["bash", "-c", text], env=environment, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired as stopped:
        return None, (stopped.stdout or b"").decode(), ""
    return done.returncode, done.stdout, done.stderr


def judge(name, code, out, err):
    """(good?, one line) about a finished call."""
    if code is None:
        return name in NEVER_ENDS, "still streaming when it was stopped"
    if code == 0:
        return True, f"ok, {len(out)} characters"
    try:
        status = json.loads(err[err.index("{") :])
    except ValueError:
        return False, err.strip()[:200]
    line = f"{status.get('code')}: {status.get('message')}"
    if status.get("code") == "unimplemented":
        return True, f"not served: {status.get('message')}"
    return status.get("code") == "not_found" and name in MAY_BE_MISSING, line


def main(page, target, photo):
    text = pathlib.Path(page).read_text()
    pack = next(block for name, block in blocks(text) if name == "GetPack")
    code, out, err = shell(pack, target, photo, 30)
    if code != 0:
        sys.exit(f"cannot ask {target} for its pack: {err.strip()}")
    os.environ["FINGERPRINT"] = json.loads(out)["pack"]["codeFingerprint"]
    failed = served = 0
    for name, block in blocks(text):
        good, line = judge(name, *shell(block, target, photo, 5 if name in NEVER_ENDS else 60))
        failed += not good
        served += good and not line.startswith("not served")
        print(f"{'ok' if good else 'FAILED':8}{name}: {line}", flush=True)
    print(f"{served} served, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
