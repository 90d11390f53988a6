"""Pictures that the Java tests read: files with the pixels a reader must get, and shapes after crops and resizes."""
import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

SEED = 20


def scene(width: int, height: int, seed: int = SEED) -> np.ndarray:
    """A picture with slopes, edges and a little noise, uint8 [H, W, 3]."""
    rng = np.random.default_rng(seed + width * 1000 + height)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    picture = np.stack([
        127 + 100 * np.sin(x / 9) * np.cos(y / 13),
        255 * x / max(1, width - 1),
        255 * y / max(1, height - 1),
    ], 2)
    for _ in range(6):
        cx, cy, r = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(2, max(3, min(width, height) / 4))
        picture[(x - cx) ** 2 + (y - cy) ** 2 < r * r] = rng.uniform(0, 255, 3)
    picture += rng.normal(0, 6, picture.shape)
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


class Pictures:
    """Picture files with the RGB that a reader must get, as raw bytes and an index."""

    def __init__(self, out: Path):
        self.out = out
        self.index = []
        out.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, data: bytes, rgb: np.ndarray) -> None:
        (self.out / name).write_bytes(data)
        (self.out / (name + ".rgb")).write_bytes(np.ascontiguousarray(rgb).tobytes())
        self.index.append(f"{name}\t{rgb.shape[1]}\t{rgb.shape[0]}")

    def finish(self) -> None:
        (self.out / "index.tsv").write_text("\n".join(self.index) + "\n")


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def over_white(rgba: np.ndarray) -> np.ndarray:
    colour, alpha = rgba[..., :3].astype(np.int64), rgba[..., 3:].astype(np.int64)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def png(pixels: np.ndarray, depth: int, colour: int, interlaced: bool = False, chunks: bytes = b"") -> bytes:
    """A PNG of what Pillow cannot write: pixels [H, W, C] of 8 or 16 bits, Adam7 if asked for."""
    height, width = pixels.shape[:2]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = b""
    for x0, y0, dx, dy in passes if interlaced else [(0, 0, 1, 1)]:
        for row in pixels[y0::dy, x0::dx]:
            if row.size:
                raw += b"\0" + row.astype(">u2" if depth == 16 else np.uint8).tobytes()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunks
            + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def ycck(image: Image.Image) -> bytes:
    """A CMYK JPEG whose Adobe marker states YCCK: the same samples read in the other colour space."""
    data = bytearray(encoded(image, "JPEG", quality=90))
    at = data.index(b"Adobe")
    data[at + 11] = 2
    return bytes(data)


def write_pictures(out: Path) -> None:
    pictures = Pictures(out)
    photo = Image.fromarray(scene(61, 43))
    for name, options in {
        "baseline.jpg": {"quality": 85},
        "full-chroma.jpg": {"quality": 95, "subsampling": 0},
        "half-chroma.jpg": {"quality": 70, "subsampling": 1},
        "progressive.jpg": {"quality": 80, "progressive": True},
        "stored-as-rgb.jpg": {"quality": 90, "keep_rgb": True},
    }.items():
        data = encoded(photo, "JPEG", **options)
        pictures.add(name, data, decoded(data))
    data = encoded(photo.convert("L"), "JPEG", quality=85)
    pictures.add("grey.jpg", data, decoded(data))
    inks = Image.fromarray(np.concatenate([scene(40, 30), scene(40, 30, 7)[..., :1] // 2], 2), "CMYK")
    data = encoded(inks, "JPEG", quality=90)
    pictures.add("four-inks.jpg", data, decoded(data))
    data = ycck(inks)
    pictures.add("four-inks-ycck.jpg", data, decoded(data))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = encoded(Image.fromarray(scene(24, 16)), "JPEG", quality=90, exif=exif)
        upright = decoded_upright(data)
        pictures.add(f"orientation-{orientation}.jpg", data, upright)

    data = encoded(photo, "PNG")
    pictures.add("rgb.png", data, decoded(data))
    rgba = np.dstack([scene(30, 20), scene(30, 20, 3)[..., 0]])
    pictures.add("alpha.png", encoded(Image.fromarray(rgba), "PNG"), over_white(rgba))
    grey = scene(30, 20)[..., 0]
    pictures.add("grey.png", encoded(Image.fromarray(grey), "PNG"), np.repeat(grey[..., None], 3, 2))
    grey_alpha = np.dstack([grey, scene(30, 20, 3)[..., 1]])
    pictures.add("grey-alpha.png", encoded(Image.fromarray(grey_alpha, "LA"), "PNG"),
                 over_white(np.dstack([grey, grey, grey, grey_alpha[..., 1]])))
    bits = Image.fromarray(np.where(grey > 128, 255, 0).astype(np.uint8)).convert("1")
    pictures.add("one-bit.png", encoded(bits, "PNG"), np.asarray(bits.convert("RGB")))
    palette = Image.fromarray(scene(30, 20)).quantize(32)
    pictures.add("palette.png", encoded(palette, "PNG"), np.asarray(palette.convert("RGB")))
    clear = encoded(palette, "PNG", transparency=3)
    pictures.add("palette-transparent.png", clear, over_white(np.asarray(Image.open(io.BytesIO(clear)).convert("RGBA"))))
    wide = scene(25, 17).astype(np.int64) * 256 + scene(25, 17, 9)
    pictures.add("sixteen-bits.png", png(wide, 16, 2), (wide >> 8).astype(np.uint8))
    pictures.add("sixteen-bits-grey.png", png(wide[..., :1], 16, 0), np.repeat((wide[..., :1] >> 8).astype(np.uint8), 3, 2))
    wide_alpha = np.concatenate([wide, wide[..., ::-1][..., :1]], 2)
    pictures.add("sixteen-bits-alpha.png", png(wide_alpha, 16, 6), over_white((wide_alpha >> 8).astype(np.uint8)))
    pictures.add("interlaced.png", png(scene(25, 17), 8, 2, True), scene(25, 17))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(Image.fromarray(scene(24, 16)), "PNG", exif=exif)
    pictures.add("orientation-6.png", turned, decoded_upright(turned))
    pictures.add("one-pixel.png", encoded(Image.fromarray(scene(1, 1)), "PNG"), scene(1, 1))

    data = encoded(photo, "WEBP", lossless=True)
    pictures.add("lossless.webp", data, decoded(data))
    data = encoded(photo, "WEBP", quality=80)
    pictures.add("lossy.webp", data, decoded(data))
    data = encoded(Image.fromarray(rgba), "WEBP", lossless=True, exact=True)
    pictures.add("alpha.webp", data, over_white(rgba))
    data = encoded(Image.fromarray(scene(24, 16)), "WEBP", lossless=True, exif=exif)
    pictures.add("orientation-6.webp", data, decoded_upright(data))
    pictures.finish()


def decoded_upright(data: bytes) -> np.ndarray:
    from PIL import ImageOps

    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))


def resized(image: Image.Image, width: int, height: int, filter: int) -> Image.Image:
    """Pillow, one axis at a time: horizontal first."""
    return image.resize((width, image.height), filter).resize((width, height), filter)


def write_shapes(out: Path) -> None:
    """Pictures after crops and resizes: index of operations, source size, expected size; raw RGB of both."""
    out.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, (width, height) in enumerate([(61, 43), (43, 61), (32, 32), (7, 5), (1, 1), (200, 9), (90, 89)]):
        source = Image.fromarray(scene(width, height))
        (out / f"{number}.rgb").write_bytes(np.asarray(source).tobytes())
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        square = source.crop((left, top, left + side, top + side))
        short = Image.BICUBIC
        w, h = (24, int(24 * height / width)) if width <= height else (int(24 * width / height), 24)
        small = resized(source, w, h, short)
        cropped = small.crop(((w - 24) // 2, (h - 24) // 2, (w - 24) // 2 + 24, (h - 24) // 2 + 24))
        for name, image in {
            "square-bicubic-32": resized(square, 32, 32, Image.BICUBIC),
            "square-bilinear-32": resized(square, 32, 32, Image.BILINEAR),
            "resize-bicubic-20x30": resized(source, 20, 30, Image.BICUBIC),
            "shortest-24-centre-24": cropped,
        }.items():
            (out / f"{number}.{name}.rgb").write_bytes(np.asarray(image).tobytes())
            lines.append(f"{number}\t{width}\t{height}\t{name}\t{image.width}\t{image.height}")
    (out / "index.tsv").write_text("\n".join(lines) + "\n")
