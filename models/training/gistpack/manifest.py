"""manifest.json of a pack, as models/PACK.md states."""
import hashlib
import json
from pathlib import Path


def digest(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint(code: dict, folder: Path) -> str:
    """The code fingerprint: 16 hex digits over the canonical form of ``code`` with files replaced by their sums."""
    canonical = json.dumps(_resolved(code, folder), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"gistwire code 1\n{canonical}\n".encode()).hexdigest()[:16]


def _resolved(value, folder: Path):
    if isinstance(value, dict):
        return {k: digest(folder / v) if k == "file" else _resolved(v, folder) for k, v in value.items()}
    if isinstance(value, list):
        return [_resolved(v, folder) for v in value]
    return value


def write(folder: Path, description: dict, parts: dict[str, str]) -> dict:
    """Writes manifest.json for the files of ``parts`` (path -> device or server) and returns it.

    ``description`` has every member but format, code_fingerprint and files.
    """
    manifest = {"format": 1, **description}
    manifest["code_fingerprint"] = fingerprint(description["code"], folder)
    manifest["files"] = [{"path": path, "bytes": (folder / path).stat().st_size, "sha256": digest(folder / path),
                          "part": part} for path, part in sorted(parts.items())]
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return manifest
