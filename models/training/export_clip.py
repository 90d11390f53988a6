#!/usr/bin/env python3
"""Turns a local Hugging Face CLIP or SigLIP checkpoint into a pack.

    python export_clip.py --checkpoint clip-vit-base-patch32 --photos my-photos --out packs/clip-b32 --name clip-b32

Image and text networks become TorchScript, preprocessing is said in the checkpoint's own order, the tokenizer is copied,
codebooks are fitted on the photos of --photos (JPEG and PNG files, any depth). The language model of another pack was trained on other vectors:
the caption layer is plain text coding unless --language-model names one that was trained for this pack.
"""
import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from gistpack import codes, manifest
from gistpack.preprocess import resize_axes
from lean_torchscript import lean

FILTERS = {Image.BICUBIC: "bicubic", Image.BILINEAR: "bilinear"}


class Images(nn.Module):
    """Pixels float [B, 3, H, W] -> unit vectors [B, D]."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(self.model.get_image_features(pixel_values=pixels), dim=1)


class Texts(nn.Module):
    """Ids (and mask) int64 [B, T] -> unit vectors [B, D]. SigLIP reads its padding, so it takes no mask."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(self.model.get_text_features(input_ids=ids, attention_mask=mask), dim=1)


class UnmaskedTexts(Texts):
    """The same for networks that see padding."""

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(self.model.get_text_features(input_ids=ids), dim=1)


def operations(checkpoint: Path) -> list[dict]:
    """The checkpoint's preprocessor_config.json as the manifest's operations."""
    said = json.loads((checkpoint / "preprocessor_config.json").read_text())
    resample = said.get("resample", Image.BICUBIC)
    if resample not in FILTERS:
        raise SystemExit(f"preprocessor_config.json resamples with filter {resample}; packs allow "
                         f"{', '.join(FILTERS.values())}")
    out: list[dict] = []
    if said.get("do_resize", True):
        size = said["size"]
        size = {"shortest_edge": size} if isinstance(size, int) else size
        if "shortest_edge" in size:
            out.append({"op": "resize_shortest", "size": size["shortest_edge"], "filter": FILTERS[resample]})
        else:
            out.append({"op": "resize", "width": size["width"], "height": size["height"], "filter": FILTERS[resample]})
    if said.get("do_center_crop", False):
        crop = said["crop_size"]
        crop = {"width": crop, "height": crop} if isinstance(crop, int) else crop
        out.append({"op": "crop_centre", "width": crop["width"], "height": crop["height"]})
    scale = said.get("rescale_factor", 1 / 255) if said.get("do_rescale", True) else 1.0
    out.append({"op": "normalise", "scale": repr(float(scale)), "mean": [repr(float(v)) for v in said["image_mean"]],
                "std": [repr(float(v)) for v in said["image_std"]]})
    return out + [{"op": "tensor", "layout": "nchw", "channels": "rgb"}]


def tensor_of(photo: Image.Image, steps: list[dict]) -> np.ndarray:
    """A photo through the operations, float32 [3, H, W]; Pillow's resampling, horizontal pass first."""
    photo = photo.convert("RGB")
    filters = {name: value for value, name in FILTERS.items()}
    for step in steps:
        if step["op"] == "resize_shortest":
            short, long = sorted(photo.size)
            longer = int(step["size"] * long / short)
            size = (step["size"], longer) if photo.width <= photo.height else (longer, step["size"])
            photo = resize_axes(photo, size, filters[step["filter"]])
        elif step["op"] == "resize":
            photo = resize_axes(photo, (step["width"], step["height"]), filters[step["filter"]])
        elif step["op"] == "crop_centre":
            left, top = (photo.width - step["width"]) // 2, (photo.height - step["height"]) // 2
            photo = photo.crop((left, top, left + step["width"], top + step["height"]))
        elif step["op"] == "normalise":
            scaled = (np.asarray(photo).astype(np.float64) * float(step["scale"])).astype(np.float32)
            values = (scaled - np.float32([float(v) for v in step["mean"]])) / np.float32([float(v) for v in step["std"]])
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def tokenizer_of(checkpoint: Path, out: Path, kind: str, max_tokens: int, pad: int) -> tuple[dict, list[str]]:
    """Copies the tokenizer's files; returns its manifest entry and the copied names."""
    if kind == "clip" and (checkpoint / "vocab.json").exists() and (checkpoint / "merges.txt").exists():
        for name in ("vocab.json", "merges.txt"):
            shutil.copyfile(checkpoint / name, out / name)
        tokens = {number: token for token, number in json.loads((out / "vocab.json").read_text(encoding="utf-8")).items()}
        entry = {"kind": "clip", "vocabulary": "vocab.json", "merges": "merges.txt", "max_tokens": max_tokens,
                 "pad": tokens[pad]}
        return entry, ["vocab.json", "merges.txt"]
    if not (checkpoint / "tokenizer.json").exists():
        raise SystemExit(f"{checkpoint} has neither vocab.json with merges.txt nor tokenizer.json; save its tokenizer there "
                         "with AutoTokenizer.from_pretrained(NAME, use_fast=True).save_pretrained(FOLDER)")
    shutil.copyfile(checkpoint / "tokenizer.json", out / "tokenizer.json")
    entry = {"kind": "huggingface", "definition": "tokenizer.json", "max_tokens": max_tokens, "pad": pad,
             "lower_case": kind == "siglip"}
    return entry, ["tokenizer.json"]


def trace(module: nn.Module, examples: tuple, path: Path) -> torch.jit.ScriptModule:
    """Traces without gradients and saves."""
    with torch.no_grad():
        traced = torch.jit.trace(module.eval(), examples, check_trace=False)
    traced.save(str(path))
    lean(path)
    return torch.jit.load(str(path))


def fit_codebooks(network, steps: list[dict], photos: list[Path], options) -> torch.Tensor:
    """Residual codebooks of the photos' vectors, float [M, K, D]."""
    vectors, batch = [], 16
    for start in range(0, len(photos), batch):
        pixels = np.stack([tensor_of(Image.open(p), steps) for p in photos[start:start + batch]])
        with torch.no_grad():
            vectors.append(network(torch.from_numpy(pixels).to(options.device)).float().cpu())
        print(f"{min(start + batch, len(photos))}/{len(photos)} photos", flush=True)
    x = torch.cat(vectors)
    words = min(codes.CODEWORDS, len(x))
    books = torch.zeros(codes.STAGES, codes.CODEWORDS, x.size(1))
    generator = torch.Generator().manual_seed(options.seed)
    residual = x
    for s in range(codes.STAGES):
        books[s, :words] = codes.kmeans(residual, words, 10, generator)
        books[s, words:] = books[s, 0]
        found = codes.encode(x, books[: s + 1], 4, checkpoints=(s + 1,))
        residual = x - codes.decode(found, books, s + 1)
        print(f"stage {s + 1}: squared error {residual.pow(2).sum(1).mean().item():.4f}", flush=True)
    return books


def export(options) -> dict:
    """Writes the pack and returns its manifest."""
    from transformers import AutoConfig, AutoModel

    kind = AutoConfig.from_pretrained(options.checkpoint).model_type
    if kind not in ("clip", "siglip"):
        raise SystemExit(f"{options.checkpoint} is a {kind} checkpoint; clip and siglip are read")
    photos = sorted(p for p in options.photos.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not photos:
        raise SystemExit(f"{options.photos} has no JPEG or PNG file; codebooks are fitted on your photos, a few thousand at best")
    model = AutoModel.from_pretrained(options.checkpoint, attn_implementation="eager").eval()
    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    steps = operations(options.checkpoint)
    side = model.config.vision_config.image_size
    images = trace(Images(model), (torch.rand(2, 3, side, side),), out / "image_encoder.pt")
    text = model.config.text_config
    tokens = text.max_position_embeddings
    ids = torch.randint(0, text.vocab_size, (2, tokens))
    pad = text.pad_token_id if kind == "siglip" else options.pad
    tokenizer, copied = tokenizer_of(options.checkpoint, out, kind, tokens, text.eos_token_id if pad is None else pad)
    if kind == "clip":
        trace(Texts(model), (ids, torch.ones_like(ids)), out / "text_encoder.pt")
    else:
        trace(UnmaskedTexts(model), (ids,), out / "text_encoder.pt")
    with torch.no_grad():
        dimension = images(torch.rand(1, 3, side, side)).size(1)
    books = fit_codebooks(images.to(options.device), steps, photos[: options.most_photos], options)
    codes.write_rq(codes.to_integers(books), out / "codebooks.bin")
    caption = {"kind": "caption", "codec": "plain", "max_bytes": 2048}
    parts = {"image_encoder.pt": "device", "codebooks.bin": "device", "text_encoder.pt": "server", "LICENCE.md": "device",
             **{name: "server" for name in copied}}
    if options.language_model:
        shutil.copyfile(options.language_model, out / "language_model.bin")
        caption = {"kind": "caption", "codec": "gru", "file": "language_model.bin", "max_bytes": 2048}
        parts["language_model.bin"] = "device"
    (out / "LICENCE.md").write_text(f"{options.licence_summary}\n", encoding="utf-8")
    return manifest.write(out, {
        "name": options.name, "pack_version": options.version,
        "description": f"Made from the {kind} checkpoint {options.checkpoint.name}.",
        "licence": {"id": options.licence, "summary": options.licence_summary, "file": "LICENCE.md"},
        "code": {"dimension": dimension, "preprocessing": steps,
                 "image_encoder": {"runtime": "torchscript", "file": "image_encoder.pt"},
                 "layers": [{"kind": "embedding", "codec": "rq", "file": "codebooks.bin", "min_bytes": 1,
                             "max_bytes": codes.STAGES, "prefixes": True}, caption,
                            {"kind": "layout", "codec": "dct", "min_bytes": 8, "max_bytes": 32}]},
        "device": {"embedding_bytes": codes.STAGES, "caption_beams": 1},
        "server": {"logit_scale": round(float(model.logit_scale.detach().exp()), 4),
                   "text_encoder": {"runtime": "torchscript", "file": "text_encoder.pt", "tokenizer": tokenizer,
                                    "inputs": ["ids", "mask"] if kind == "clip" else ["ids"],
                                    "pad_to_max": True, "blocks": ["joint"],
                                    "queries": {"sentence": {"weights": [1.0], "templates": ["{}"]},
                                                "label": {"weights": [1.0], "templates": ["a photo of a {}."]}},
                                    "label_max_words": 2}},
        "metrics": []}, parts)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True, help="folder as save_pretrained writes it")
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos to fit codebooks on")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", required=True, help="the pack's name: a-z, 0-9 and -")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--licence", default="LicenseRef-checkpoint", help="SPDX expression of the checkpoint's licence")
    parser.add_argument("--licence-summary", default="As the checkpoint's own licence states.")
    parser.add_argument("--language-model", type=Path, default=None, help="one trained on this pack's codes")
    parser.add_argument("--pad", type=int, default=None, help="CLIP's padding token, its end token by default")
    parser.add_argument("--most-photos", type=int, default=20_000)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(given)


def main() -> None:
    written = export(arguments())
    print(f"{written['name']}: code fingerprint {written['code_fingerprint']}, {len(written['files'])} files")


if __name__ == "__main__":
    main()
