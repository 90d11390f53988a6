"""What trains and calibrates the object detector: vectors with the objects that are surely there, surely not, or unknown."""
import json
from dataclasses import dataclass

import numpy as np
import torch

import evaluate
from gistpack import data, wordnet
from gistpack.objects import Words

# Words of WordNet's hypernyms that make an ImageNet class one of COCO's objects.
SENSES = {
    "airplane": "airplane warplane wing", "bird": "bird", "dog": "dog", "cat": "domestic_cat", "boat": "boat ship sailing_vessel sailboat",
    "car": "car", "truck": "truck", "bus": "bus", "bottle": "bottle", "train": "train locomotive passenger_car freight_car", "bear": "bear",
    "horse": "horse", "sheep": "sheep", "cow": "cattle bovine ox", "elephant": "elephant", "zebra": "zebra", "bicycle": "bicycle",
    "motorcycle": "motorcycle", "couch": "sofa", "chair": "chair", "bed": "bed", "dining table": "table", "tv": "television",
    "laptop": "laptop", "clock": "clock timepiece", "book": "book", "cup": "cup mug", "bowl": "bowl", "knife": "knife", "spoon": "spoon",
    "orange": "orange", "apple": "apple", "banana": "banana", "pizza": "pizza", "hot dog": "hotdog", "umbrella": "umbrella", "tie": "necktie",
    "suitcase": "luggage", "sports ball": "ball", "keyboard": "computer_keyboard", "mouse": "mouse", "cell phone": "cellular_telephone",
    "refrigerator": "refrigerator", "oven": "oven stove", "microwave": "microwave", "toaster": "toaster", "toilet": "toilet_seat",
    "vase": "vase", "teddy bear": "teddy", "traffic light": "traffic_light", "bench": "bench", "backpack": "backpack", "skis": "ski",
    "wine glass": "goblet wineglass", "sink": "washbasin", "broccoli": "broccoli", "parking meter": "parking_meter",
    "stop sign": "street_sign", "potted plant": "pot"}
# What NYU's and the class sets' own words mean in COCO's names.
ALIKE = {"books": "book", "sofa": "couch", "table": "dining table", "television": "tv", "monitor": "tv", "refridgerator": "refrigerator",
         "telephone": "cell phone", "ornamental plant": "potted plant", "plant": "potted plant", "flower pot": "potted plant",
         "stove": "oven", "alarm clock": "clock", "bottle of liquid": "bottle", "boxer": "dog", "walker hound": "dog", "hotdog": "hot dog"}
# A labelled photo of one of these shows none of the others.
APART = ("bicycle,car,motorcycle,airplane,bus,train,truck,boat,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,banana,apple,orange,"
         "broccoli,pizza,donut,laptop,tv,toilet,bed,surfboard,skis,snowboard,hot dog,bottle,stop sign,clock,umbrella,cake,sandwich,carrot,"
         "kite,frisbee,couch,microwave,refrigerator,oven,vase,teddy bear").split(",")
# What no room of NYU Depth holds.
OUTSIDE = ("airplane,boat,bird,bear,zebra,giraffe,elephant,horse,cow,sheep,surfboard,skis,snowboard,kite,motorcycle,bus,train,truck,car,"
           "dog").split(",")


@dataclass
class Evidence:
    """x float [N, D]; y [N, O] 1: there; known [N, O] 1: y counts."""

    x: torch.Tensor
    y: np.ndarray
    known: np.ndarray

    def take(self, rows) -> "Evidence":
        rows = np.asarray(rows)
        return Evidence(self.x[torch.from_numpy(rows)], self.y[rows], self.known[rows])


def captioned(options, pack, words: Words, split: str) -> Evidence:
    """Flickr8k: there when two of five captions name it, not there when none does."""
    rows = [p for p in data.flickr8k(options.data) if p.split == split]
    x = evaluate.vectors(pack, options, f"flickr8k-{split}", "flickr8k.zip", [p.file for p in rows])
    count = np.stack([mentions(words, p.captions).sum(0) for p in rows])
    return Evidence(x, (count >= 2).astype(np.float32), (count != 1).astype(np.float32))


def rooms(options, pack, words: Words) -> Evidence:
    """Set ``indoor``: what people named is there; vehicles and animals are not; of the rest nothing is known."""
    rows = [r for r in data.objects(options.data) if r["set"] == "indoor"]
    x = evaluate.vectors(pack, options, "objects", "objects.zip", [r["file"] for r in rows])
    y = np.zeros((len(rows), len(words.names)), np.float32)
    for i, row in enumerate(rows):
        for name in row["objects"].split(";"):
            if ALIKE.get(name, name) in words.names:
                y[i, words.names.index(ALIKE.get(name, name))] = 1
    known = np.maximum(y, np.isin(words.names, OUTSIDE)[None].astype(np.float32))
    return Evidence(x, y, known)


def labelled(options, pack, words: Words, class_of: np.ndarray, class_names: list[str]) -> Evidence:
    """Imagenette, mini-ImageNet and PACS by the classes' objects, without what other measuring sets hold too."""
    left_out = data.left_out(options.data)
    rows = [p for p in data.labelled_photos(options.data)
            if p.set in ("imagenette", "miniimagenet", "pacs") and p.file not in left_out]
    if options.labelled:
        rows = [p for p in rows if p.file in known_vectors(options, pack)]
    x = evaluate.vectors(pack, options, "photos", "photos.zip", [p.file for p in rows])
    by_class = {name.lower(): words.names[o] for name, o in zip(class_names, class_of) if o >= 0}
    y = np.zeros((len(rows), len(words.names)), np.float32)
    known = np.repeat(np.isin(words.names, APART)[None].astype(np.float32), len(rows), 0)
    for i, row in enumerate(rows):
        label = row.label.lower()
        name = label if row.set == "pacs" else by_class.get(label, ALIKE.get(label))
        if name in words.names:
            y[i, words.names.index(name)] = known[i, words.names.index(name)] = 1
        if row.set == "pacs":
            known[i, words.names.index("person")] = 1
    return Evidence(x, y, known)


def known_vectors(options, pack) -> set[str]:
    """Files whose vectors are cached."""
    saved = np.load(options.work / "evaluate" / pack.image_digest[:16] / "photos.npz")
    return set(saved["files"].tolist())


def things(options, pack, words: Words, half: int) -> tuple[list[str], Evidence]:
    """Half 0 (which chooses settings) or 1 (which is reported) of ``things``: every second photo."""
    rows = [r for r in data.objects(options.data) if r["set"] == "things"][half::2]
    x = evaluate.vectors(pack, options, "objects", "objects.zip", [r["file"] for r in rows])
    y = np.zeros((len(rows), len(words.names)), np.float32)
    for i, row in enumerate(rows):
        for name in row["objects"].split(";"):
            y[i, words.names.index(name)] = 1
    return [r["file"] for r in rows], Evidence(x, y, np.ones_like(y))


def mentions(words: Words, texts) -> np.ndarray:
    """float32 [N, O]: 1 where a text names the object."""
    out = np.zeros((len(texts), len(words.names)), np.float32)
    for i, text in enumerate(texts):
        out[i, words.named(text)] = 1
    return out


def classes(options, words: Words) -> np.ndarray:
    """For each of ImageNet's 1,000 classes the number of the object that it is one of, or -1."""
    synsets = wordnet.nouns(options.wordnet)
    out = np.full(1000, -1)
    for c, photo in enumerate(data.imagenet_sample(options.data)):
        offset = int(photo.file[1:9])
        own = {w.lower() for at in (offset, *wordnet.chain(synsets, offset)) for w in synsets[at].words[:2]}
        for o, name in enumerate(words.names):
            if out[c] < 0 and own & {w.replace("_", " ") for w in SENSES.get(name, "").split()}:
                out[c] = o
    return out


def glossary_names(pack) -> list[str]:
    """The first word of each class, in the classifier's order."""
    path = pack.folder / pack.server["queries"]["label"]["glossary"]
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0].split(", ")[0] for line in lines if line and not line.startswith("#")]


def save(path, **values) -> None:
    """JSON with numbers rounded to six figures."""
    path.write_text(json.dumps(values, ensure_ascii=False) + "\n", encoding="utf-8")
