"""Command line: `python -m conformance --target localhost:9000`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="conformance",
        description="Checks a server against proto/PROTOCOL.md. Writes to sources named conf-*, of its own.",
        epilog="Exit code: 0 when no case failed, 1 when one did, 2 when the server cannot be reached.",
    )
    parser.add_argument("--target", default="localhost:9000", help="host:port of the server (default: %(default)s)")
    parser.add_argument("--token", default=os.environ.get("GISTWIRE_TOKEN"), help="bearer token; default: $GISTWIRE_TOKEN")
    parser.add_argument("--admin-token", help="bearer token with the permission ADMIN, for cases about tokens")
    parser.add_argument("--other-token", help="bearer token of another tenant, for cases about isolation")
    parser.add_argument("--ca", metavar="FILE", help="PEM file of the server's authority; turns TLS on")
    parser.add_argument("--fingerprint", metavar="HEX", help="code fingerprint to use (default: of packs/current)")
    parser.add_argument("--wait", type=float, default=10.0, metavar="SECONDS", help="longest wait for one message (default: 10)")
    parser.add_argument("--slow", action="store_true", help="also run cases that wait for timeouts (minutes)")
    parser.add_argument("--drain-command", metavar="COMMAND", help="shell command that makes the server shut down; runs last")
    parser.add_argument("--only", metavar="WORDS", action="append", default=[], help="only cases with this in their name, or that walk this row")
    parser.add_argument("--strict", action="store_true", help="a skipped case is a failure")
    parser.add_argument("--list", action="store_true", help="say which cases there are, run none")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("-v", "--verbose", action="store_true", help="show where a case failed")
    return parser


def chosen(options):
    """The cases to run; those that end the server come last."""
    from .cases import CASES

    cases = [c for c in CASES if not options.only or any(w in (c.name, *c.rows) or w in c.name for w in options.only)]
    return sorted(cases, key=lambda c: "S43" in c.rows)


def run(case, target):
    """Runs one case; a record of the result."""
    import grpc

    from .errors import ended
    from .target import Skipped

    begin = time.monotonic()
    outcome, detail = "ok", ""
    try:
        case.run(target)
    except Skipped as reason:
        outcome, detail = "skipped", str(reason)
    except grpc.RpcError as error:
        outcome, detail = "failed", f"a call failed with {ended(error)}"
    except Exception as error:  # a case may fail in any way; the others still run
        outcome, detail = "failed", f"{type(error).__name__}: {error}"
        if target.verbose:
            traceback.print_exc()
    seconds = round(time.monotonic() - begin, 3)
    return {"name": case.name, "rows": list(case.rows), "outcome": outcome, "seconds": seconds, "detail": detail}


def show(record) -> None:
    """One line a case."""
    rows = " ".join(record["rows"])
    detail = record["detail"] if len(record["detail"]) <= 500 else record["detail"][:500] + " …"
    line = f"{record['outcome']:8}{record['seconds']:7.2f} s  {record['name'].replace('_', ' ')}"
    print(line + (f" [{rows}]" if rows else "") + (f": {detail}" if detail else ""), flush=True)


def main() -> int:
    options = arguments().parse_args()
    if options.list:
        for case in chosen(options):
            print(f"{case.name}  [{' '.join(case.rows)}]\n    {case.summary}")
        return 0
    import grpc

    from .target import Target

    fingerprint = bytes.fromhex(options.fingerprint or "")
    target = Target(options.target, options.token, options.ca, options.admin_token, options.other_token, fingerprint)
    target.wait_seconds, target.slow, target.drain_command = options.wait, options.slow, options.drain_command
    target.verbose = options.verbose
    try:
        target.discover_fingerprint()
    except grpc.RpcError as error:
        print(f"cannot ask {options.target} for its pack: {error.code().name}: {error.details()}", file=sys.stderr)
        print("is the server running there? give --fingerprint if it has no PackService", file=sys.stderr)
        return 2
    records = []
    for case in chosen(options):
        records.append(run(case, target))
        if not options.json:
            show(records[-1])
    target.close()
    counts = {key: sum(r["outcome"] == key for r in records) for key in ("ok", "failed", "skipped")}
    if options.json:
        print(json.dumps({"target": options.target, **counts, "cases": records}, indent=2))
    else:
        print(f"{counts['ok']} ok, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or not records or (options.strict and counts["skipped"]) else 0


if __name__ == "__main__":
    sys.exit(main())
