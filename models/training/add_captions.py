#!/usr/bin/env python3
"""Lists captions.bin and captions.json, which are in a pack's folder already, in its manifest, under a new pack version."""
import argparse
import json
from pathlib import Path

from gistpack import manifest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--version", required=True, help="MAJOR.MINOR.PATCH")
    parser.add_argument("--metrics", type=Path, help="what evaluate.py --json printed, in place of the manifest's metrics")
    options = parser.parse_args()
    old = json.loads((options.pack / "manifest.json").read_text(encoding="utf-8"))
    parts = {f["path"]: f["part"] for f in old["files"]} | {"captions.bin": "server", "captions.json": "server"}
    new = {k: v for k, v in old.items() if k not in ("format", "code_fingerprint", "files")}
    new["pack_version"] = options.version
    new["server"]["captions"] = {"file": "captions.bin", "settings": "captions.json"}
    if options.metrics:
        new["metrics"] = [{"name": f["name"], "value": f["value"], "unit": f["unit"], "command": "models/training/evaluate.py --captions --json"}
                          for f in json.loads(options.metrics.read_text())["figures"]]
    written = manifest.write(options.pack, new, parts)
    if written["code_fingerprint"] != old["code_fingerprint"]:
        raise SystemExit(f"code fingerprint {written['code_fingerprint']} in place of {old['code_fingerprint']}: a device file has changed")
    size = sum(f["bytes"] for f in written["files"] if f["part"] == "server")
    print(f"{written['name']} {options.version}, code fingerprint {written['code_fingerprint']}, server part {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
