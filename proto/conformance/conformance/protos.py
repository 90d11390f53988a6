"""Generates the Python messages from the protos when the program starts, so that they can never be out of date."""

from __future__ import annotations

import importlib
import pathlib
import sys
import tempfile
from types import SimpleNamespace

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "src" / "main" / "proto"


def load() -> SimpleNamespace:
    """Compiles every proto; returns one namespace with all messages, enums and service stubs."""
    import grpc_tools
    from grpc_tools import protoc

    folder = tempfile.mkdtemp(prefix="gistwire-protos-")
    names = sorted(str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.proto"))
    well_known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    arguments = ["protoc", f"-I{SOURCES}", f"-I{well_known}", f"--python_out={folder}", f"--grpc_python_out={folder}"]
    if not names or protoc.main(arguments + names) != 0:
        raise SystemExit(f"cannot compile the protos in {SOURCES}")
    sys.path.insert(0, folder)
    everything = SimpleNamespace()
    for name in names:
        for suffix in ("_pb2", "_pb2_grpc"):
            module = importlib.import_module(name[: -len(".proto")].replace("/", ".") + suffix)
            for key, value in vars(module).items():
                if key[0].isupper():
                    setattr(everything, key, value)
    return everything


pb = load()
