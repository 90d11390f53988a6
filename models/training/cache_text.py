#!/usr/bin/env python3
"""Caches MiniLM sentence vectors of all captions as half floats.

Writes WORK/text/flickr8k.npy float16 [40455, 384] (photo order of the features, caption order inside a photo),
flickr8k.json (captions and the row of their photo) and loose.npy with loose.json for the captions without photos.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

from gistcodec.captions import read_captions
from gistpack import data
from gistpack.minilm import encode, load_minilm


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", choices=["flickr8k", "loose"], default=None)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    folder = options.work / "text"
    folder.mkdir(parents=True, exist_ok=True)
    model, tokenizer = load_minilm()
    model.to(options.device)

    def save(name: str, texts: list[str], described: list) -> None:
        (folder / f"{name}.json").write_text(json.dumps(described))
        if not (folder / f"{name}.npy").exists():
            np.save(folder / f"{name}.npy", encode(model, tokenizer, texts, progress=name).half().numpy())

    if options.only != "loose":
        pairs = [(row, c) for row, p in enumerate(data.flickr8k(options.data)) for c in p.captions]
        save("flickr8k", [c for _, c in pairs], [{"photo": row, "caption": c} for row, c in pairs])
    if options.only != "flickr8k":
        loose = read_captions(options.data)
        save("loose", loose, [{"caption": c} for c in loose])


if __name__ == "__main__":
    main()
