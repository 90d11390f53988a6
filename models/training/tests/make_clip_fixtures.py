"""Writes two tiny packs made from randomly initialised Hugging Face models, and what `transformers` states to them.

A CLIP with its byte-level BPE and its own order of preprocessing, and a SigLIP with a `tokenizer.json`. Java must give the
same vectors. Run from the repository's root after `make_java_fixtures.py`:

    python models/training/tests/make_clip_fixtures.py --out models/src/test/resources/io/gistwire/models
"""
import argparse
import io
import json
import struct
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from transformers import (CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPTextConfig, CLIPTokenizerFast, CLIPVisionConfig,
                          SiglipConfig, SiglipImageProcessor, SiglipModel, SiglipTextConfig, SiglipVisionConfig)

from make_java_fixtures import SEED, save, scene, write_manifest

D = 16
SIDE = 32
RESIZE = Image.Image.resize


def resize_in_order(image, size, resample=None, box=None, reducing_gap=None):
    """Horizontal pass first, as every Pillow before 13 and as the pack contract states."""
    across = RESIZE(image, (size[0], image.height), resample, box, reducing_gap)
    return RESIZE(across, tuple(size), resample)


TEXTS = ["a photo of a dog.", "Two DOGS run, don't they?", "café №5 — 3.5 km!", "  many   spaces\tand\nlines ", "狗 runs 🙂", "it's I'll we've",
         "x" * 60, "l’été 2024…", "word " * 40, "İstanbul ΣΑΣ", "a_b-c/d", "½ ² ٣ cats", "\u00a0hard\u3000space"]
PHOTOS = [(61, 43), (40, 70), (32, 32), (33, 200)]


class ImageSide(nn.Module):
    """pixel values float [N, 3, S, S] -> unit float [N, D]."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixels):
        return nn.functional.normalize(self.model.get_image_features(pixel_values=pixels), dim=1)


class ClipText(nn.Module):
    """ids, mask int64 [N, T] -> float [N, D]."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids, mask):
        return self.model.get_text_features(input_ids=ids, attention_mask=mask)


class SiglipText(nn.Module):
    """ids int64 [N, T] -> float [N, D]."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids):
        return self.model.get_text_features(input_ids=ids)


def codebooks() -> bytes:
    """One stage of 256 words is enough here."""
    words = np.round(np.random.default_rng(SEED).normal(0, 3000, (1, 256, D)) / 64) * 64
    return b"GWCB" + struct.pack("<BBBBHHHH", 1, 1, 0, 0, 1, 256, D, D) + words.astype("<i2").tobytes()


def clip_tokenizer(folder: Path) -> CLIPTokenizerFast:
    """CLIP's alphabet and a few hundred merges learnt from seeded text."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers import Regex

    learner = Tokenizer(models.BPE(continuing_subword_prefix="", end_of_word_suffix="</w>"))
    learner.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    learner.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", invert=True),
        ByteLevel(add_prefix_space=False, use_regex=False)])
    alphabet = sorted(ByteLevel.alphabet())
    learner.train_from_iterator(TEXTS * 3, trainers.BpeTrainer(
        vocab_size=700, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False))
    learnt = json.loads(learner.to_str())["model"]
    merges = [" ".join(m) if isinstance(m, list) else m for m in learnt["merges"]]
    names = alphabet + [a + "</w>" for a in alphabet] + ["".join(m.split(" ")) for m in merges] + ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {name: i for i, name in enumerate(dict.fromkeys(names))}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
    return CLIPTokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=20)


def siglip_tokenizer(folder: Path):
    """A unigram tokenizer with metaspace, as SigLIP's is, in the library's own file."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(TEXTS * 3, trainers.UnigramTrainer(
        vocab_size=200, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer


def photos(out: Path) -> list[Image.Image]:
    """PNG files that both sides read."""
    images = []
    for i, (width, height) in enumerate(PHOTOS):
        image = Image.fromarray(scene(width, height))
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        (out / f"photo-{i}.png").write_bytes(buffer.getvalue())
        images.append(image)
    return images


def manifest(folder: Path, name: str, preprocessing: list[dict], tokenizer: dict, inputs: list[str], files: dict[str, str]) -> None:
    (folder / "MODEL_CARD.md").write_text(f"# {name}\nRandom weights for tests.\n")
    (folder / "codebooks.bin").write_bytes(codebooks())
    code = {"dimension": D, "preprocessing": preprocessing, "image_encoder": {"runtime": "torchscript", "file": "image_encoder.pt"},
            "layers": [{"kind": "embedding", "codec": "rq", "file": "codebooks.bin", "min_bytes": 1, "max_bytes": 1, "prefixes": True}]}
    query = {"weights": [1.0], "templates": ["{}"]}
    write_manifest(folder, {"image_encoder.pt": "device", "codebooks.bin": "device", "MODEL_CARD.md": "device", **files}, code, {
        "name": name, "pack_version": "1.0.0", "description": "Random weights for tests.",
        "licence": {"id": "Apache-2.0", "summary": "Do what you like.", "file": "MODEL_CARD.md"},
        "device": {"embedding_bytes": 1, "caption_beams": 1},
        "server": {"logit_scale": 100.0, "text_encoder": {
            "runtime": "torchscript", "file": "text_encoder.pt", "tokenizer": tokenizer, "inputs": inputs, "pad_to_max": True,
            "blocks": ["joint"], "queries": {"sentence": query}, "label_max_words": 0}}})


def normalise(mean, std) -> dict:
    return {"op": "normalise", "scale": repr(1 / 255), "mean": [repr(v) for v in mean], "std": [repr(v) for v in std]}


@torch.no_grad()
def write_clip(out: Path) -> None:
    folder = out / "tiny-clip"
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    tokenizer = clip_tokenizer(folder)
    ids = tokenizer.convert_tokens_to_ids
    config = CLIPConfig.from_text_vision_configs(
        CLIPTextConfig(vocab_size=len(tokenizer), hidden_size=8, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
                       max_position_embeddings=20, bos_token_id=ids("<|startoftext|>"), eos_token_id=ids("<|endoftext|>")),
        CLIPVisionConfig(hidden_size=8, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=SIDE, patch_size=16),
        projection_dim=D)
    model = CLIPModel(config).eval()
    for parameter in model.parameters():
        parameter.normal_(0, 0.3)
    processor = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    zeros = torch.zeros(2, 20, dtype=torch.int64)
    zeros[:, 5] = ids("<|endoftext|>")
    save(torch.jit.trace(ImageSide(model), torch.zeros(2, 3, SIDE, SIDE)), folder / "image_encoder.pt")
    save(torch.jit.trace(ClipText(model), (zeros, torch.ones_like(zeros))), folder / "text_encoder.pt")
    manifest(folder, "tiny-clip", [
        {"op": "resize_shortest", "size": SIDE, "filter": "bicubic"}, {"op": "crop_centre", "width": SIDE, "height": SIDE},
        normalise(processor.image_mean, processor.image_std), {"op": "tensor", "layout": "nchw", "channels": "rgb"}],
        {"kind": "clip", "vocabulary": "vocab.json", "merges": "merges.txt", "pad": "<|endoftext|>", "max_tokens": 20}, ["ids", "mask"],
        {"text_encoder.pt": "server", "vocab.json": "server", "merges.txt": "server"})
    batch = tokenizer(TEXTS, padding="max_length", truncation=True, max_length=20, return_tensors="pt")
    texts = nn.functional.normalize(model.get_text_features(**batch), dim=1)
    ragged = tokenizer(TEXTS, truncation=True, max_length=20)["input_ids"]
    expect(out, "tiny-clip", ragged, texts, photos(out), processor, model)


def expect(out: Path, name: str, ids: list[list[int]], texts: torch.Tensor, images, processor, model) -> None:
    pixels = [processor(image, return_tensors="pt")["pixel_values"] for image in images]
    vectors = [nn.functional.normalize(model.get_image_features(pixel_values=p), dim=1)[0].tolist() for p in pixels]
    (out / f"{name}.expected.json").write_text(json.dumps({
        "texts": [{"text": t, "ids": i, "vector": v.tolist()} for t, i, v in zip(TEXTS, ids, texts)], "photos": vectors},
        ensure_ascii=False), encoding="utf-8")


@torch.no_grad()
def write_siglip(out: Path) -> None:
    folder = out / "tiny-siglip"
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    tokenizer = siglip_tokenizer(folder)
    config = SiglipConfig.from_text_vision_configs(
        SiglipTextConfig(vocab_size=tokenizer.get_vocab_size(), hidden_size=D, intermediate_size=16, num_hidden_layers=1,
                         num_attention_heads=2, max_position_embeddings=20),
        SiglipVisionConfig(hidden_size=D, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, image_size=SIDE, patch_size=16))
    model = SiglipModel(config).eval()
    for parameter in model.parameters():
        parameter.normal_(0, 0.3)
    processor = SiglipImageProcessor(size={"height": SIDE, "width": SIDE})
    save(torch.jit.trace(ImageSide(model), torch.zeros(2, 3, SIDE, SIDE)), folder / "image_encoder.pt")
    save(torch.jit.trace(SiglipText(model), torch.zeros(2, 20, dtype=torch.int64)), folder / "text_encoder.pt")
    manifest(folder, "tiny-siglip", [
        {"op": "resize", "width": SIDE, "height": SIDE, "filter": "bicubic"},
        normalise(processor.image_mean, processor.image_std), {"op": "tensor", "layout": "nchw", "channels": "rgb"}],
        {"kind": "huggingface", "definition": "tokenizer.json", "pad": 1, "max_tokens": 20}, ["ids"],
        {"text_encoder.pt": "server", "tokenizer.json": "server"})
    ids = []
    for text in TEXTS:
        row = tokenizer.encode(text).ids
        ids.append(row if len(row) <= 20 else row[:19] + [1])
    batch = torch.tensor([row + [1] * (20 - len(row)) for row in ids])
    texts = nn.functional.normalize(model.get_text_features(input_ids=batch), dim=1)
    expect(out, "tiny-siglip", ids, texts, photos(out), processor, model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of test resources")
    options = parser.parse_args()
    torch.set_num_threads(1)
    Image.Image.resize = resize_in_order
    out = options.out / "exported"
    out.mkdir(parents=True, exist_ok=True)
    write_clip(out)
    write_siglip(out)
    print(f"{sum(f.stat().st_size for f in out.rglob('*') if f.is_file())} bytes in {out}")


if __name__ == "__main__":
    main()
