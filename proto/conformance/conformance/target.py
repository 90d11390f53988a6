"""The server that is checked, and what a case needs to speak to it."""

from __future__ import annotations

import os
import pathlib
from dataclasses import dataclass, field
from typing import List, Optional, Tuple

import grpc

from .protos import pb
from .session import Session

MAX_MESSAGE_BYTES = 32 << 20


class Skipped(Exception):
    """The case does not apply to this server or these options."""


@dataclass
class Target:
    """Where the server is and who we are."""

    address: str
    token: Optional[str] = None
    ca_file: Optional[str] = None
    admin_token: Optional[str] = None
    other_token: Optional[str] = None
    fingerprint: bytes = b""
    wait_seconds: float = 10.0
    slow: bool = False
    verbose: bool = False
    drain_command: Optional[str] = None
    run_id: str = field(default_factory=lambda: os.urandom(4).hex())
    _channels: List = field(default_factory=list)

    def channel(self):
        """A connection of its own."""
        options = [
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
            ("grpc.use_local_subchannel_pool", 1),
        ]
        if self.ca_file:
            credentials = grpc.ssl_channel_credentials(pathlib.Path(self.ca_file).read_bytes())
            return grpc.secure_channel(self.address, credentials, options)
        return grpc.insecure_channel(self.address, options)

    def metadata(self, token: Optional[str] = None) -> Tuple:
        """Headers of a call."""
        secret = token or self.token
        return (("authorization", f"Bearer {secret}"),) if secret else ()

    def stub(self, service: str, token: Optional[str] = None):
        """A stub whose calls carry our token and a deadline."""
        channel = self.channel()
        self._channels.append(channel)
        return _Bound(getattr(pb, service + "Stub")(channel), self.metadata(token), self.wait_seconds)

    def session(self, source: str, epoch: Optional[int] = None, **changes) -> Session:
        """A new stream, not opened yet."""
        fingerprint = changes.pop("fingerprint", self.fingerprint)
        return Session(self, source, epoch or new_epoch(), fingerprint, self.wait_seconds)

    def source(self, name: str) -> str:
        """A source of this run, so that runs against one server do not meet."""
        return f"sources/conf-{self.run_id}-{name}"

    def discover_fingerprint(self) -> None:
        """Reads the server's current pack unless a fingerprint was given."""
        if not self.fingerprint:
            pack = self.stub("PackService").GetPack(pb.GetPackRequest(name="packs/current")).pack
            self.fingerprint = pack.code_fingerprint
            use_layers_of(pack)

    def close(self) -> None:
        """Closes what is left open."""
        for channel in self._channels:
            channel.close()


class _Bound:
    def __init__(self, stub, metadata, timeout):
        self._stub, self._metadata, self._timeout = stub, metadata, timeout

    def __getattr__(self, rpc):
        method = getattr(self._stub, rpc)
        return lambda request: method(request, metadata=self._metadata, timeout=self._timeout)


def new_epoch() -> int:
    """64 random bits, not 0."""
    return int.from_bytes(os.urandom(8), "big") or 1


# The second layer of our gists: its kind, and its bytes. Without a pack: the implied caption.
_second = pb.Layer(kind=pb.LAYER_KIND_CAPTION)


def use_layers_of(pack) -> None:
    """Takes for the second layer the first kind that the pack allows beside the embedding, as short as it may be."""
    for layer in sorted(pack.layers, key=lambda layer: layer.kind):
        if layer.kind != pb.LAYER_KIND_EMBEDDING:
            _second.CopyFrom(pb.Layer(kind=layer.kind, data=bytes(layer.min_size_bytes)))
            return


def gist(number: int, caption: bool = True, time_millis: int = 1_795_000_000_000, embedding_bytes: int = 16):
    """A gist that every pack of 16 stages can hold: any 16 bytes are a code; the second layer is as short as it may be."""
    code = bytes((number * 37 + i * 11) & 0xFF for i in range(embedding_bytes - 4)) + number.to_bytes(4, "big")
    layers = [pb.Layer(kind=pb.LAYER_KIND_EMBEDDING, data=code)]
    if caption:
        layers.append(pb.Layer(kind=_second.kind, conditioned_stages=embedding_bytes, data=_second.data))
    return pb.Gist(layers=layers, capture_time_millis=time_millis + 40 * number)


def gists(first: int, count: int):
    """Consecutive gists, each different from every other."""
    return [gist(number) for number in range(first, first + count)]


def gist_name(source: str, epoch: int, sequence: int) -> str:
    """Resource name of a gist."""
    return f"{source}/gists/{epoch:016x}-{sequence}"
