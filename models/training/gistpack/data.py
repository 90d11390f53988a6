"""Reads the data folder: photos out of stored ZIP files, with their captions and labels."""
import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from gistcodec.captions import read_flickr8k

NEVER_TRAINED = ("scenes", "clothing", "houses", "flowers")
NO_LABEL = {"", "Not sure", "Other", "Skip"}


@dataclass(frozen=True)
class Photo:
    """One photo: its file in the archive, the set it belongs to, its label ('' where it has none)."""

    file: str
    set: str
    label: str


@dataclass(frozen=True)
class Captioned:
    """One Flickr8k photo with its captions, detokenised; split is train, val, test or unused."""

    file: str
    split: str
    captions: tuple[str, ...]


def flickr8k(data: Path) -> list[Captioned]:
    """All 8,091 photos in the file's order."""
    photos: dict[str, tuple[str, list[str]]] = {}
    for row in read_flickr8k(data):
        photos.setdefault(row.photo, (row.split, []))[1].append(row.text)
    return [Captioned(file, split, tuple(captions)) for file, (split, captions) in photos.items()]


def labelled_photos(data: Path) -> list[Photo]:
    """The 15,300 photos of photos.zip."""
    with open(data / "photos.tsv", encoding="utf-8", newline="") as text:
        return [Photo(**row) for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)]


def objects(data: Path) -> list[dict]:
    """The photos of objects.zip: file, set and the objects' names, separated by semicolons."""
    with open(data / "objects.tsv", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def left_out(data: Path) -> set[str]:
    """Files of photos.zip that other measuring sets have, too: nothing trains or is tuned on them."""
    with open(data / "leave_out.tsv", encoding="utf-8", newline="") as text:
        return {row["file"] for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)}


def imagenet_sample(data: Path) -> list[Photo]:
    """1,000 photos in synset order, which is the classifier's class order; label is the synset's name."""
    with zipfile.ZipFile(data / "imagenet-sample.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
    return [Photo(n, "imagenet-sample", n[10:-4].replace("_", " ")) for n in names]


def kodak(data: Path) -> list[Photo]:
    """The 24 Kodak photos."""
    with zipfile.ZipFile(data / "kodak.zip") as archive:
        return [Photo(name, "kodak", "") for name in sorted(archive.namelist())]


class Archive:
    """Photos of one ZIP file by name; one reader, so not for several threads at once."""

    def __init__(self, path: Path):
        self._zip = zipfile.ZipFile(path)

    def photo(self, name: str) -> Image.Image:
        """The decoded photo, RGB."""
        return Image.open(io.BytesIO(self._zip.read(name))).convert("RGB")
