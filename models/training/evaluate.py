#!/usr/bin/env python3
"""Prints the pack's table of figures: retrieval, zero-shot accuracy, and what the code costs, all through the pack's own files.

Photos go through the exported image encoder in float32; vectors are kept under --work, by the encoder's sum, so that a
second run is quick. Figures of Flickr8k are those of its test split unless --split val. With --captions what the language model
states for the 16-byte codes is scored too, composed and implied (pycocoevalcap, needs Java).
"""
import argparse
import json
import platform
import subprocess
from pathlib import Path

import numpy as np
import torch

from gistpack import data
from gistpack.codes import CHECKPOINTS
from gistpack.figures import accuracy, retrieval
from gistpack.pack import Pack

READABLE = {"frontal": "front of a house", "Longsleeve": "long-sleeved shirt", "Outwear": "jacket",
            "Body": "bodysuit", "T-Shirt": "t-shirt", "Top": "top", "buildings": "buildings"}
SEEN = ("imagenette", "miniimagenet", "pacs")
GOALS = {"t2i_recall_at_10_float": 66, "i2t_recall_at_10_float": 72, "zero_shot_unseen_mean": 50,
         "zero_shot_seen_mean": 80, "zero_shot_imagenet_sample": 50, "zero_shot_kept_16_bytes": 99,
         "t2i_recall_kept_16_bytes": 98.5, "t2i_recall_kept_8_bytes": 96, "t2i_recall_kept_4_bytes": 89,
         "caption_objects_absent": 10, "captions_with_absent_objects": 8, "caption_objects_covered": 65,
         "caption_cider_inferred": 0.60, "caption_cider": 0.48, "caption_bleu_4": 0.19}


class Table:
    """Figures in the order they were measured; each is printed at once."""

    def __init__(self, quiet: bool):
        self.figures: list[dict] = []
        self.quiet = quiet

    def add(self, name: str, value: float, unit: str = "%", note: str = "", better: str = "higher") -> None:
        entry = {"name": name, "value": round(float(value), 3), "unit": unit, "better": better}
        if name in GOALS:
            entry["goal"] = GOALS[name]
        self.figures.append(entry)
        if not self.quiet:
            goal = f"  goal {GOALS[name]}" if name in GOALS else ""
            print(f"{name:40} {value:8.3f} {unit}{goal}  {note}", flush=True)


def vectors(pack: Pack, options, name: str, archive: str, files: list[str], batch: int = 16) -> torch.Tensor:
    """x [N, D] of files, out of the cache as far as they are there."""
    folder = options.work / "evaluate" / pack.image_digest[:16]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.npz"
    known = {}
    if path.exists():
        saved = np.load(path)
        known = dict(zip(saved["files"].tolist(), saved["x"]))
    missing = [f for f in files if f not in known]
    photos = data.Archive(options.data / archive) if missing else None
    for start in range(0, len(missing), batch):
        chosen = missing[start:start + batch]
        known.update(zip(chosen, pack.photos([photos.photo(f) for f in chosen]).numpy()))
        last = start + batch >= len(missing)
        if last or start // batch % 20 == 19:
            np.savez(path, files=np.array(list(known)), x=np.stack(list(known.values())))
            if not options.json:
                print(f"  {name}: {min(start + batch, len(missing))}/{len(missing)} photos", flush=True)
    return torch.from_numpy(np.stack([known[f] for f in files]))


def codes_of(pack: Pack, options, x: torch.Tensor) -> torch.Tensor:
    return pack.encode(x, options.beam)


def flickr(pack: Pack, options, table: Table) -> None:
    """Retrieval over a split's 1,000 photos and 5,000 captions."""
    rows = [p for p in data.flickr8k(options.data) if p.split == options.split]
    x = vectors(pack, options, f"flickr8k-{options.split}", "flickr8k.zip", [p.file for p in rows])
    captions = [c for p in rows for c in p.captions]
    owner = torch.tensor([i for i, p in enumerate(rows) for _ in p.captions])
    q = pack.queries(captions, "sentence")
    exact = retrieval(x, q, owner)
    for at in (1, 5, 10):
        table.add(f"t2i_recall_at_{at}_float", exact[f"t2i_{at}"])
        table.add(f"i2t_recall_at_{at}_float", exact[f"i2t_{at}"])
    found = codes_of(pack, options, x)
    for n in CHECKPOINTS:
        kept = retrieval(pack.decode(found, n), q, owner)
        table.add(f"t2i_recall_at_10_{n}_bytes", kept["t2i_10"])
        table.add(f"i2t_recall_at_10_{n}_bytes", kept["i2t_10"])
        table.add(f"t2i_recall_kept_{n}_bytes", 100 * kept["t2i_10"] / exact["t2i_10"])


def zero_shot(pack: Pack, options, table: Table, photos: list[data.Photo], name: str, archive: str,
              readable: bool = True) -> tuple[float, float]:
    """Top-1 of one set with its own labels as candidates: (float, 16 bytes)."""
    photos = [p for p in photos if p.label not in data.NO_LABEL]
    labels = sorted({p.label for p in photos})
    truth = torch.tensor([labels.index(p.label) for p in photos])
    q = pack.queries([READABLE.get(l, l) if readable else l for l in labels], "label")
    x = vectors(pack, options, name, archive, [p.file for p in photos])
    exact = accuracy(x, q, truth)
    coded = accuracy(pack.decode(codes_of(pack, options, x), 16), q, truth)
    suffix = "" if readable else "_plain_labels"
    table.add(f"zero_shot_{name.replace('-', '_')}{suffix}", exact, note=f"{len(labels)} labels, {len(photos)} photos, "
              f"chance {100 / len(labels):.1f} %, 16 bytes {coded:.1f} %")
    return exact, coded


def all_zero_shot(pack: Pack, options, table: Table) -> None:
    """The sets that never train, the sets whose labels overlap ImageNet, and the 1,000-way sample."""
    photos = data.labelled_photos(options.data)
    by_set = {name: [p for p in photos if p.set == name] for name in (*data.NEVER_TRAINED, *SEEN)}
    unseen = [zero_shot(pack, options, table, by_set[n], n, "photos.zip") for n in data.NEVER_TRAINED]
    plain = [zero_shot(pack, options, table, by_set[n], n, "photos.zip", False) for n in ("clothing", "houses")]
    seen = [zero_shot(pack, options, table, by_set[n], n, "photos.zip") for n in SEEN]
    sample = zero_shot(pack, options, table, data.imagenet_sample(options.data), "imagenet-sample",
                       "imagenet-sample.zip")
    exact, coded = (sum(v[i] for v in unseen) / len(unseen) for i in (0, 1))
    table.add("zero_shot_unseen_mean", exact, note="labels and photos never trained on")
    plain_mean = (unseen[0][0] + unseen[3][0] + plain[0][0] + plain[1][0]) / 4
    table.add("zero_shot_unseen_mean_plain_labels", plain_mean, note="label strings as they stand in the files")
    table.add("zero_shot_unseen_mean_16_bytes", coded)
    table.add("zero_shot_seen_mean", sum(v[0] for v in seen) / len(seen), note="label-supervised through ImageNet")
    every = [*unseen, *seen, sample]
    table.add("zero_shot_kept_16_bytes", 100 * sum(v[1] for v in every) / sum(v[0] for v in every))


def captions(pack: Pack, options, table: Table) -> None:
    """CIDEr and BLEU-4 of what the language model generates for the 16-byte codes: composed by the receiver, and implied."""
    from gistcodec import consensus
    from gistcodec.language_model import LanguageModel, read_weights
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

    layer = next(l for l in pack.manifest["code"]["layers"] if l["kind"] == "caption")
    model = LanguageModel(read_weights((pack.folder / layer["file"]).read_bytes()))
    rows = [p for p in data.flickr8k(options.data) if p.split == options.split]
    x = vectors(pack, options, f"flickr8k-{options.split}", "flickr8k.zip", [p.file for p in rows])
    decoded = np.rint(pack.decode(codes_of(pack, options, x), 16).numpy() * 16384).astype(np.int32)
    implied = [text.decode("utf-8", "replace") for text in model.greedy(decoded, np.full(len(rows), 16))]
    composed = []
    for i, x in enumerate(decoded):
        ranked = [(text.decode("utf-8", "replace"), price) for text, price in model.ranked(x, 16)]
        composed.append(ranked[consensus.choose(ranked)][0])
        if not options.json and i % 100 == 99:
            print(f"  captions: {i + 1}/{len(rows)} photos", flush=True)
    tokenizer = PTBTokenizer()
    truth = tokenizer.tokenize({i: [{"caption": c} for c in p.captions] for i, p in enumerate(rows)})
    for said, suffix, note in ((composed, "", "consensus of 16 beams"), (implied, "_implied", "greedy, as devices imply")):
        results = tokenizer.tokenize({i: [{"caption": text}] for i, text in enumerate(said)})
        table.add("caption_cider" + suffix, Cider().compute_score(truth, results)[0], "", note)
        table.add("caption_bleu_4" + suffix, Bleu(4).compute_score(truth, results, verbose=0)[0][3], "", note)


def inferred(pack: Pack, options, table: Table) -> None:
    """Captions that the server infers: CIDEr and BLEU-4 on Flickr8k, objects named that are absent on the reported half of things."""
    from gistpack import evidence, inference
    from gistpack.objects import Words
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

    inferrer = inference.load(pack.folder, pack.manifest)

    def captions_of(x: torch.Tensor) -> list[str]:
        decoded = np.rint(pack.decode(codes_of(pack, options, x), 16).numpy() * 16384).astype(np.int64)
        return [inferrer.infer(row, 16).text for row in decoded]

    words = Words(inferrer.words.names, inferrer.words.forms)
    for half, suffix in ((1, ""), (0, "_tuned_half")):
        _, photos = evidence.things(options, pack, words, half)
        said = evidence.mentions(words, captions_of(photos.x))
        wrong = said * (1 - photos.y)
        note = f"{len(said)} photos of things"
        table.add("caption_objects_absent" + suffix, 100 * wrong.sum() / max(1, said.sum()), note=note, better="lower")
        table.add("captions_with_absent_objects" + suffix, 100 * (wrong.sum(1) > 0).mean(), note=note, better="lower")
        table.add("caption_objects_covered" + suffix, 100 * (said * photos.y).sum() / photos.y.sum(), note=note)
    rows = [p for p in data.flickr8k(options.data) if p.split == options.split]
    texts = captions_of(vectors(pack, options, f"flickr8k-{options.split}", "flickr8k.zip", [p.file for p in rows]))
    tokenizer = PTBTokenizer()
    truth = tokenizer.tokenize({i: [{"caption": c} for c in p.captions] for i, p in enumerate(rows)})
    results = tokenizer.tokenize({i: [{"caption": text}] for i, text in enumerate(texts)})
    table.add("caption_cider_inferred", Cider().compute_score(truth, results)[0], "", "as servers infer")
    table.add("caption_bleu_4_inferred", Bleu(4).compute_score(truth, results, verbose=0)[0][3], "", "as servers infer")


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def main() -> None:
    options = arguments()
    torch.manual_seed(1)
    pack = Pack(options.pack)
    table = Table(options.json)
    if not options.inferred:
        flickr(pack, options, table)
        if not options.no_zero_shot:
            all_zero_shot(pack, options, table)
        if options.captions:
            captions(pack, options, table)
    if options.inferred or options.captions and "captions" in pack.manifest["server"]:
        inferred(pack, options, table)
    record = json.dumps({"bench": "pack", "host": f"{platform.machine()} {platform.system()}", "commit": commit(),
                         "figures": table.figures, "command": f"models/training/evaluate.py {'--inferred' if options.inferred else '--captions'} --json"}, indent=1)
    if options.json:
        print(record)
    if options.out:
        options.out.write_text(record + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="folder for the cache of vectors")
    parser.add_argument("--pack", type=Path, required=True, help="the pack's folder")
    parser.add_argument("--split", choices=["test", "val"], default="test")
    parser.add_argument("--beam", type=int, default=8, help="width of the quantiser's beam search")
    parser.add_argument("--captions", action="store_true", help="score composed and implied captions too")
    parser.add_argument("--inferred", action="store_true", help="score inferred captions and nothing else")
    parser.add_argument("--no-zero-shot", action="store_true")
    parser.add_argument("--out", type=Path, default=None, help="write the JSON object here too")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
