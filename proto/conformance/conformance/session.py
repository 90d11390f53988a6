"""One stream of SessionService.Exchange, driven step by step."""

from __future__ import annotations

import queue
import threading
import time
from typing import List, Optional

import grpc

from .columns import pack
from .errors import Ended, ended
from .protos import pb

_END = object()


class Unexpected(AssertionError):
    """The server did something else than PROTOCOL.md states."""


class Session:
    """Sends what it is told and keeps account of credit and acks. Use as a context manager: leaving it cuts the stream."""

    def __init__(self, target, source: str, epoch: int, fingerprint: bytes, wait_seconds: float = 10.0):
        self.source, self.epoch, self.fingerprint, self.wait_seconds = source, epoch, fingerprint, wait_seconds
        self.acked = 0
        self.credit = 0
        self.spent = 0
        self.granted = 0
        self.rejects: List = []
        self.opened = None
        self._outgoing: queue.Queue = queue.Queue()
        self._incoming: queue.Queue = queue.Queue()
        self._pending: List = []
        self._channel = target.channel()
        stub = pb.SessionServiceStub(self._channel)
        self._call = stub.Exchange(iter(self._outgoing.get, _END), metadata=target.metadata())
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for response in self._call:
                self._incoming.put(response)
        except grpc.RpcError:
            pass
        self._incoming.put(_END)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_) -> None:
        self.cut()

    # Sending

    def send(self, **kind) -> None:
        """Sends one message: send(batch=...), send(skip=...), ..."""
        self.send_raw(pb.ExchangeRequest(**kind))

    def send_raw(self, request) -> None:
        """Sends a ready ExchangeRequest; takes its credit."""
        for charged in ("batch", "answer"):
            if request.HasField(charged):
                size = getattr(request, charged).ByteSize()
                self.credit -= size
                self.spent += size
        self._outgoing.put(request)

    def open(self, **changes):
        """Sends Open and waits for Opened."""
        self.send_open(**changes)
        self.opened = self.expect("opened")
        self.credit = self.opened.credit_bytes
        self.acked = self.opened.held_through
        return self.opened

    def send_open(self, **changes) -> None:
        """Sends Open with some fields other than usual."""
        fields = dict(
            source=self.source,
            epoch=self.epoch,
            code_fingerprint=self.fingerprint,
            features=["answers", "refine"],
            client="gistwire-conformance/1",
            client_time_millis=int(time.time() * 1000),
        )
        fields.update(changes)
        self.send(open=pb.Open(**fields))

    def send_gists(self, first_sequence: int, gists, **options) -> None:
        """Sends gists in one batch."""
        self.send(batch=pack(first_sequence, gists, **options))

    def half_close(self) -> None:
        """Ends our direction."""
        self._outgoing.put(_END)

    def close(self) -> Ended:
        """Sends Close, half-closes and reads to the end."""
        self.send(close=pb.Close(note="done"))
        self.half_close()
        return self.end()

    def cut(self) -> None:
        """Breaks the stream as a lost link would."""
        self._call.cancel()
        self._outgoing.put(_END)
        self._channel.close()

    # Reading

    def next(self, wait_seconds: Optional[float] = None):
        """The next message, or None at the end of the stream."""
        if self._pending:
            return self._pending.pop(0)
        return self._take(wait_seconds)

    def _take(self, wait_seconds: Optional[float]):
        try:
            response = self._incoming.get(timeout=self.wait_seconds if wait_seconds is None else wait_seconds)
        except queue.Empty:
            raise Unexpected("nothing was received from the server in time") from None
        if response is _END:
            self._incoming.put(_END)
            return None
        self._account(response)
        return response

    def _account(self, response) -> None:
        kind = response.WhichOneof("kind")
        message = getattr(response, kind) if kind else None
        if kind in ("ack", "credit"):
            self.credit += message.credit_bytes
            self.granted += message.credit_bytes
        if kind == "ack":
            if message.through_sequence < self.acked:
                raise Unexpected(f"ack fell from {self.acked} to {message.through_sequence}")
            self.acked = message.through_sequence
        if kind == "reject":
            if message.sequence > (self.acked or 0) or message.reason == pb.ERROR_REASON_SEQUENCE_CONFLICT:
                self.rejects.append(message)
            else:
                raise Unexpected(f"Reject of {message.sequence} was received after the ack of {self.acked}")
        if kind == "heartbeat" and message.number:
            self.send(heartbeat=pb.Heartbeat(reply_to=message.number))

    def expect(self, kind: str, wait_seconds: Optional[float] = None):
        """Waits for a message of this kind; keeps the others for later, in order."""
        for index, response in enumerate(self._pending):
            if response.WhichOneof("kind") == kind:
                return getattr(self._pending.pop(index), kind)
        deadline = time.monotonic() + (self.wait_seconds if wait_seconds is None else wait_seconds)
        while True:
            response = self._take(max(0.0, deadline - time.monotonic()))
            if response is None:
                raise Unexpected(f"waited for {kind}; the stream ended with {self.status()}")
            if response.WhichOneof("kind") == kind:
                return getattr(response, kind)
            self._pending.append(response)

    def drain_pending(self, kind: str) -> List:
        """All kept messages of this kind."""
        taken = [getattr(r, kind) for r in self._pending if r.WhichOneof("kind") == kind]
        self._pending = [r for r in self._pending if r.WhichOneof("kind") != kind]
        return taken

    def until_acked(self, through: int) -> None:
        """Waits until the cumulative ack reaches a sequence."""
        while self.acked < through:
            self.expect("ack")
        if self.acked > through:
            raise Unexpected(f"acked {self.acked}, but only {through} was sent")

    def until_credit_is_whole(self) -> None:
        """Waits until every byte that was sent has been given back."""
        deadline = time.monotonic() + self.wait_seconds
        while self.granted < self.spent:
            response = self._take(max(0.0, deadline - time.monotonic()))
            if response is None:
                raise Unexpected(f"credit of {self.spent - self.granted} bytes is missing; ended with {self.status()}")
            self._pending.append(response)

    def silence(self, kind: str, seconds: float) -> None:
        """Checks that no message of this kind comes."""
        try:
            message = self.expect(kind, seconds)
        except Unexpected as nothing:
            if "in time" in str(nothing):
                return
            raise
        raise Unexpected(f"unexpected {kind}: {message}")

    def end(self, wait_seconds: Optional[float] = None) -> Ended:
        """Reads until the stream ends; how it ended."""
        deadline = time.monotonic() + (self.wait_seconds if wait_seconds is None else wait_seconds)
        while True:
            response = self._take(max(0.0, deadline - time.monotonic()))
            if response is None:
                return self.status()
            self._pending.append(response)

    def status(self) -> Ended:
        """How the stream ended."""
        return ended(self._call)
