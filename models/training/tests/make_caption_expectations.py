"""Writes what the Java tests compare inferred captions with: codes, and what gistpack/inference.py infers for them.

    python models/training/tests/make_caption_expectations.py --data DATA --work WORK \
        --pack models/packs/base-1/src/main/resources/io/gistwire/packs/base-1 \
        --out models/src/test/resources/io/gistwire/models/base-1.captions.json

Run it again whenever the pack's captions change. Of the photos only the codes go into the file.
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import evaluate
from gistpack import codes, data, inference
from gistpack.pack import Pack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "work", "pack", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    options.json = False
    torch.set_num_threads(1)
    pack = Pack(options.pack)
    inferrer = inference.load(options.pack, pack.manifest)
    files = [row["file"] for row in data.objects(options.data) if row["set"] == "things"][:60]
    found = codes.encode(evaluate.vectors(pack, options, "objects", "objects.zip", files), pack.books)
    rows = []
    for number, code in enumerate(found):
        stages = (16, 16, 8, 4, 1, 16)[number % 6]
        x = np.rint(codes.decode(code[None], pack.books, stages).numpy()[0] * codes.Q14).astype(np.int64)
        caption = inferrer.infer(x, stages)
        best = np.argsort(-caption.probabilities, kind="stable")[:5]
        rows.append({"code": bytes(code[:stages].tolist()).hex(), "text": caption.text, "confidence": round(caption.confidence, 6),
                     "objects": {inferrer.words.names[o]: round(float(caption.probabilities[o]), 6) for o in best}})
    options.out.write_text(json.dumps(rows, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(rows)} captions of {len(inferrer.files.sentences)} sentences")


if __name__ == "__main__":
    main()
