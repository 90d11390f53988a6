#!/usr/bin/env python3
"""Writes the pack folder from what the trainers left: networks, codebooks, labels, language model, manifest, model card.

The image encoder's weights are stored as half floats, the text encoder's as 8-bit integers with a scale a row; both are
float32 again once loaded. A layer whose file is not there yet is left out of the manifest.
"""
import argparse
import json
import shutil
from pathlib import Path

import torch

from gistpack import manifest, preprocess, space, stored
from lean_torchscript import lean
from gistpack.backbone import GRID

HERE = Path(__file__).parent
LICENCE = "LicenseRef-research-non-commercial"
SUMMARY = "Research and education, non-commercial: the weights were trained on Flickr8k and ImageNet photos."
TEMPLATES = ["a photo of a {}.", "{}"]


def save_networks(work: Path, out: Path, image_bits: int, text_bits: int, tokens: int) -> None:
    """text_encoder.pt, text_vocabulary.txt (its first ``tokens`` lines) and, where there is none yet, image_encoder.pt:
    codes made by an image encoder that others have must keep their meaning."""
    images, texts = space.load(work)
    lines = (work / "joint" / "vocabulary.txt").read_text(encoding="utf-8").splitlines()[:tokens]
    words = texts.tower.trunk.words
    texts.tower.trunk.words = torch.nn.Embedding.from_pretrained(words.weight[: len(lines)].detach())
    texts = space.lean(texts)
    if not (out / "image_encoder.pt").exists():
        script(stored.compact(images, image_bits), out / "image_encoder.pt")
    script(stored.compact(texts, text_bits), out / "text_encoder.pt")
    (out / "text_vocabulary.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def script(module: torch.nn.Module, path: Path) -> None:
    """Saves TorchScript without gradients and without the names of source files."""
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    torch.jit.script(module.eval()).save(str(path))
    lean(path)


def layers(out: Path) -> list[dict]:
    """The layers whose files are in the pack."""
    found = [{"kind": "embedding", "codec": "rq", "file": "codebooks.bin", "min_bytes": 1, "max_bytes": 16,
              "prefixes": True}]
    if (out / "language_model.bin").exists():
        found.append({"kind": "caption", "codec": "gru", "file": "language_model.bin", "max_bytes": 2048})
    if (out / "attributes.bin").exists():
        found.append({"kind": "attributes", "codec": "labels", "file": "attributes.bin", "max_bytes": 8,
                      "labels": {"file": "labels.json"}})
        found.append({"kind": "semantic_map", "codec": "labels", "labels": {"file": "labels.json"}, "grid": GRID,
                      "max_bytes": 400})
    found.append({"kind": "layout", "codec": "dct", "min_bytes": 8, "max_bytes": 32})
    return found


def describe(options, out: Path) -> dict:
    """The manifest but for sums and fingerprint."""
    mean, std = str(int(preprocess.MEAN)), str(int(preprocess.STD))
    code = {
        "dimension": space.DIMENSION,
        "preprocessing": [
            {"op": "crop_square"},
            {"op": "resize", "width": preprocess.SIZE, "height": preprocess.SIZE, "filter": "bicubic"},
            {"op": "normalise", "scale": "1", "mean": [mean] * 3, "std": [std] * 3},
            {"op": "tensor", "layout": "nchw", "channels": "rgb"}],
        "image_encoder": {"runtime": "torchscript", "file": "image_encoder.pt"},
        "layers": layers(out)}
    metrics = json.loads(options.metrics.read_text()) if options.metrics else {"figures": []}
    return {
        "name": options.name, "pack_version": options.version,
        "description": "Small photo and caption space of our own: EfficientNet-Lite0 and a pruned MiniLM, 16-byte codes.",
        "licence": {"id": LICENCE, "summary": SUMMARY, "file": "MODEL_CARD.md"},
        "code": code,
        "device": {"embedding_bytes": 16, "caption_beams": 1},
        "server": {
            "logit_scale": 30.0,
            "text_encoder": {
                "runtime": "torchscript", "file": "text_encoder.pt",
                "tokenizer": {"kind": "wordpiece", "vocabulary": "text_vocabulary.txt", "lower_case": True,
                              "max_tokens": 64},
                "inputs": ["ids", "mask"], "blocks": ["joint", "class"],
                "queries": {"sentence": {"weights": [1.0, options.sentence_weight], "templates": ["{}"]},
                            "label": {"weights": [1.0, options.label_weight], "templates": TEMPLATES,
                                      "glossary": "label_glossary.tsv"},
                            "divide_by": "weights"},
                "label_max_words": 2}},
        "metrics": [{"name": f["name"], "value": f["value"], "unit": f["unit"],
                     "command": "models/training/evaluate.py --captions --json"} for f in metrics["figures"]]}


def main() -> None:
    options = arguments()
    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    if not options.keep_networks or not (out / "text_encoder.pt").exists():
        save_networks(options.work, out, options.image_bits, options.text_bits, options.tokens)
    sources = {"codebooks.bin": options.work / "codes" / "codebooks.bin",
               "attributes.bin": options.work / "labels" / "attributes.bin",
               "labels.json": options.work / "labels" / "labels.json",
               "label_glossary.tsv": options.work / "labels" / "label_glossary.tsv",
               "language_model.bin": options.language_model, "MODEL_CARD.md": options.card}
    for name, source in sources.items():
        if source and source.exists() and source.resolve() != (out / name).resolve():
            shutil.copyfile(source, out / name)
    parts = {"image_encoder.pt": "device", "codebooks.bin": "device", "MODEL_CARD.md": "device",
             "text_encoder.pt": "server", "text_vocabulary.txt": "server", "label_glossary.tsv": "server"}
    for name in ("language_model.bin", "attributes.bin", "labels.json"):
        if (out / name).exists():
            parts[name] = "device"
    written = manifest.write(out, describe(options, out), parts)
    for part in ("device", "server"):
        size = sum(f["bytes"] for f in written["files"] if f["part"] == part)
        print(f"{part} part: {size / 1e6:.2f} MB")
    print(f"code fingerprint {written['code_fingerprint']}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, help="not read here; every trainer takes it")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the pack's folder")
    parser.add_argument("--name", default="base-1")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--language-model", type=Path, default=None, help="the codec's language model file")
    parser.add_argument("--card", type=Path, default=HERE / "MODEL_CARD.md")
    parser.add_argument("--metrics", type=Path, default=None, help="what evaluate.py --json printed")
    parser.add_argument("--image-bits", type=int, choices=[8, 16], default=16)
    parser.add_argument("--text-bits", type=int, choices=[8, 16], default=8)
    parser.add_argument("--tokens", type=int, default=8100, help="lines of the text vocabulary that are kept")
    parser.add_argument("--sentence-weight", type=float, default=0.3, help="class block's weight in sentences")
    parser.add_argument("--label-weight", type=float, default=4.0, help="class block's weight in labels")
    parser.add_argument("--keep-networks", action="store_true", help="leave the networks that are there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
