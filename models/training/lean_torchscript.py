#!/usr/bin/env python3
"""Takes the debugging records out of TorchScript files: they name source files of the machine that wrote them, and make up to
a third of a small network. What the network computes stays the same; errors name no source lines any more.

    python lean_torchscript.py FILE.pt ...
"""
import argparse
from pathlib import Path

import torch

WRITTEN_ANEW = ("version", "byteorder", ".data/serialization_id")


def lean(path: Path) -> int:
    """Rewrites one file in place; returns the bytes saved."""
    before = path.stat().st_size
    reader = torch._C.PyTorchFileReader(str(path))
    records = [(name, reader.get_record(name)) for name in sorted(reader.get_all_records())
               if not name.endswith(".debug_pkl") and name not in WRITTEN_ANEW]
    del reader
    folder = path.parent / "lean"
    folder.mkdir(exist_ok=True)
    written = folder / path.name
    writer = torch._C.PyTorchFileWriter(str(written))
    for name, data in records:
        writer.write_record(name, data, len(data))
    writer.write_end_of_file()
    del writer
    written.replace(path)
    folder.rmdir()
    return before - path.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    for path in parser.parse_args().files:
        print(f"{path}: {lean(path)} bytes saved")


if __name__ == "__main__":
    main()
