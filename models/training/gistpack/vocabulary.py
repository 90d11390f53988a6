"""A smaller WordPiece vocabulary for the text tower, in BERT's file format (one token a line)."""
from collections import Counter
from pathlib import Path

import torch

from gistpack.minilm import MAX_TOKENS, MiniLM

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def choose(tokenizer, texts: list[str], size: int, least: int = 3) -> list[str]:
    """Tokens to keep: specials, printable ASCII characters, what ``texts`` use at least ``least`` times,
    then BERT's own order, which is by frequency in English."""
    ids = {token: i for token, i in tokenizer.get_vocab().items()}
    counts: Counter[str] = Counter()
    for start in range(0, len(texts), 10_000):
        for encoding in tokenizer.encode_batch(texts[start:start + 10_000]):
            counts.update(encoding.tokens)
    ascii_letters = [chr(c) for c in range(33, 127) if not chr(c).isupper()]
    kept = list(SPECIAL) + ascii_letters + ["##" + c for c in ascii_letters if c.isalnum()]
    seen = set(kept)
    used = [token for token, count in counts.most_common() if count >= least]
    usual = sorted((t for t in ids if t.isascii() and not t.startswith("[")), key=ids.get)
    for token in used + usual:
        if len(kept) == size:
            break
        if token not in seen and token in ids and token.isascii():
            seen.add(token)
            kept.append(token)
    return [token for token in kept if token in ids]


def write(tokens: list[str], path: Path) -> None:
    """One token a line; the line's number from 0 is the id."""
    path.write_text("\n".join(tokens) + "\n", encoding="utf-8")


def wordpiece(path: Path, max_tokens: int = MAX_TOKENS):
    """The tokenizer of that file: BERT's cleaning, lower-casing, accents stripped, [CLS] ... [SEP]."""
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(str(path), lowercase=True, strip_accents=True)
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def prune(model: MiniLM, tokenizer, tokens: list[str], positions: int = MAX_TOKENS) -> MiniLM:
    """The same encoder over the kept tokens and the first ``positions`` places."""
    ids = tokenizer.get_vocab()
    rows = torch.tensor([ids[token] for token in tokens])
    state = model.state_dict()
    state["words.weight"] = state["words.weight"][rows]
    state["positions.weight"] = state["positions.weight"][:positions]
    small = MiniLM(len(tokens), positions=positions)
    small.load_state_dict(state)
    return small.eval()
