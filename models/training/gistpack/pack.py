"""Reads a pack folder as the product does: manifest, networks, codebooks, queries."""
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize

from gistpack import codes, preprocess, vocabulary
from gistpack.glossary import Glossary
from gistpack.minilm import pad


class Pack:
    """A pack's encoders and codebooks. Vectors are float32 tensors [N, D]."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        code = self.manifest["code"]
        self.fingerprint = self.manifest["code_fingerprint"]
        self.images = torch.jit.load(str(folder / code["image_encoder"]["file"])).eval()
        self.image_digest = next(f["sha256"] for f in self.manifest["files"] if f["path"] == code["image_encoder"]["file"])
        self.operations = code["preprocessing"]
        layer = next(l for l in code["layers"] if l["kind"] == "embedding")
        self.books = codes.read_rq(folder / layer["file"])
        self.server = self.manifest["server"]["text_encoder"]
        self.texts = torch.jit.load(str(folder / self.server["file"])).eval()
        tokenizer = self.server["tokenizer"]
        if tokenizer["kind"] != "wordpiece":
            raise ValueError(f"tokenizer kind {tokenizer['kind']}; this script reads wordpiece")
        glossary = self.server["queries"].get("label", {}).get("glossary")
        self.glossary = Glossary(folder / glossary if glossary else None)
        self.tokenizer = vocabulary.wordpiece(folder / tokenizer["vocabulary"], tokenizer["max_tokens"])

    @torch.no_grad()
    def photos(self, photos: list) -> torch.Tensor:
        """Pillow photos -> x [N, D]."""
        size = next(o["width"] for o in self.operations if o["op"] == "resize")
        step = next(o for o in self.operations if o["op"] == "normalise")
        pixels = np.stack([preprocess.pixels(p, size) for p in photos])
        x = self.images(torch.from_numpy(
            preprocess.normalise(pixels, float(step["mean"][0]), float(step["std"][0]))))
        return x[0] if isinstance(x, tuple) else x

    @torch.no_grad()
    def blocks(self, texts: list[str], batch: int = 64) -> torch.Tensor:
        """Texts -> blocks [N, B, D]."""
        out = []
        rows = [e.ids for e in self.tokenizer.encode_batch(texts)]
        for start in range(0, len(rows), batch):
            ids = pad(rows[start:start + batch])
            out.append(self.texts(ids, ids.ne(0).long()))
        return torch.cat(out)

    def queries(self, texts: list[str], kind: str) -> torch.Tensor:
        """Queries [N, D] of one kind, sentence or label, divided as the manifest specifies."""
        spec = self.server["queries"].get(kind, self.server["queries"]["sentence"])
        weights = torch.tensor(spec["weights"])
        by_weights = self.server["queries"].get("divide_by", "length") == "weights"
        asked = [self._asked(text, kind, spec["templates"]) for text in texts]
        blocks = self.blocks([one for several in asked for one in several])
        q = (blocks * weights[None, :, None]).sum(1)
        parts = q / weights.norm() if by_weights else normalize(q, dim=1)
        means = torch.stack([part.mean(0) for part in parts.split([len(several) for several in asked])])
        return means if by_weights else normalize(means, dim=1)

    def _asked(self, text: str, kind: str, templates: list[str]) -> list[str]:
        if kind == "label":
            return self.glossary.texts(text, templates)
        return [template.replace("{}", text) for template in templates]

    def encode(self, x: torch.Tensor, beam: int = 8) -> torch.Tensor:
        """x [N, D] -> codes int64 [N, M]."""
        return codes.encode(x, self.books, beam)

    def decode(self, found: torch.Tensor, stages: int) -> torch.Tensor:
        """Codes -> decoded prefixes [N, D]."""
        return codes.decode(found, self.books, stages)
