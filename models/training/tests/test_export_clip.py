"""Checkpoints of CLIP and SigLIP to packs, with small random networks."""
import json

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch, as the trainers do")
from PIL import Image

import export_clip

transformers = pytest.importorskip("transformers")
SIDE = 32


def photos(folder, count=24):
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(count):
        small = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(small).resize((40 + i, 36)).save(folder / f"{i:02}.png")
    return folder


def clip_checkpoint(folder):
    torch.manual_seed(0)
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

    letters = [*"abcdefghijklmnopqrstuvwxyz", *(c + "</w>" for c in "abcdefghijklmnopqrstuvwxyz"), "<|startoftext|>", "<|endoftext|>"]
    config = CLIPConfig(
        text_config={"vocab_size": len(letters), "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
                     "num_attention_heads": 2, "max_position_embeddings": 16, "bos_token_id": len(letters) - 2,
                     "eos_token_id": len(letters) - 1, "pad_token_id": len(letters) - 1},
        vision_config={"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2,
                       "image_size": SIDE, "patch_size": 8}, projection_dim=24)
    model = CLIPModel(config).eval()
    model.save_pretrained(folder)
    CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(letters)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return model


def siglip_checkpoint(folder):
    torch.manual_seed(0)
    from tokenizers import Tokenizer, models
    from transformers import SiglipConfig, SiglipImageProcessor, SiglipModel

    config = SiglipConfig(
        text_config={"vocab_size": 40, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
                     "num_attention_heads": 2, "max_position_embeddings": 12, "pad_token_id": 1, "bos_token_id": 2, "eos_token_id": 1},
        vision_config={"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2,
                       "image_size": SIDE, "patch_size": 8})
    model = SiglipModel(config).eval()
    model.save_pretrained(folder)
    SiglipImageProcessor(size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    Tokenizer(models.WordLevel({"[UNK]": 0, "dog": 5}, unk_token="[UNK]")).save(str(folder / "tokenizer.json"))
    return model


def exported(tmp_path, make):
    checkpoint = tmp_path / "checkpoint"
    model = make(checkpoint)
    options = export_clip.arguments(["--checkpoint", str(checkpoint), "--photos", str(photos(tmp_path / "photos")),
                                     "--out", str(tmp_path / "pack"), "--name", "small", "--device", "cpu"])
    return model, export_clip.export(options), tmp_path


@pytest.mark.parametrize("make", [clip_checkpoint, siglip_checkpoint])
@torch.no_grad()
def test_the_pack_gives_the_checkpoints_vectors_for_any_batch(tmp_path, make):
    model, manifest, folder = exported(tmp_path, make)
    images = torch.jit.load(str(folder / "pack" / "image_encoder.pt"))
    texts = torch.jit.load(str(folder / "pack" / "text_encoder.pt"))
    vocabulary, length = model.config.text_config.vocab_size, model.config.text_config.max_position_embeddings
    inputs = manifest["server"]["text_encoder"]["inputs"]
    for count in (1, 3):
        pixels = torch.randn(count, 3, SIDE, SIDE)
        expected = torch.nn.functional.normalize(model.get_image_features(pixel_values=pixels), dim=1)
        assert (images(pixels) - expected).abs().max() < 1e-5
        ids = torch.randint(0, vocabulary, (count, length))
        ids[:, -1] = vocabulary - 1
        given = (ids, torch.ones_like(ids)) if inputs == ["ids", "mask"] else (ids,)
        said = model.get_text_features(input_ids=ids)
        assert (texts(*given) - torch.nn.functional.normalize(said, dim=1)).abs().max() < 1e-5


@pytest.mark.parametrize("make,processor", [(clip_checkpoint, "CLIPImageProcessor"),
                                            (siglip_checkpoint, "SiglipImageProcessor")])
def test_the_operations_do_what_the_checkpoints_own_processor_does(tmp_path, make, processor):
    _, manifest, folder = exported(tmp_path, make)
    theirs = getattr(transformers, processor).from_pretrained(folder / "checkpoint")
    for size in ((61, 43), (70, 40), (32, 32)):  # wide: newer Pillows begin tall photos with the vertical pass
        photo = Image.fromarray(np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))
        expected = theirs(photo, return_tensors="np")["pixel_values"][0]
        assert np.abs(export_clip.tensor_of(photo, manifest["code"]["preprocessing"]) - expected).max() < 1e-5


def test_a_folder_without_photos_is_named(tmp_path):
    clip_checkpoint(tmp_path / "checkpoint")
    (tmp_path / "none").mkdir()
    options = export_clip.arguments(["--checkpoint", str(tmp_path / "checkpoint"), "--photos", str(tmp_path / "none"),
                                     "--out", str(tmp_path / "pack"), "--name", "x"])
    with pytest.raises(SystemExit, match="no JPEG or PNG"):
        export_clip.export(options)
