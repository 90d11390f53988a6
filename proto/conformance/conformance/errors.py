"""Statuses as PROTOCOL.md describes them: a code, a reason, and what else the details say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Optional

import grpc
from google.rpc import error_details_pb2, status_pb2

DOMAIN = "gistwire.io"
DETAILS_KEY = "grpc-status-details-bin"


@dataclass
class Ended:
    """How a call ended."""

    code: str
    reason: str = ""
    message: str = ""
    metadata: Dict[str, str] = field(default_factory=dict)
    retry_seconds: Optional[float] = None
    bad_fields: tuple = ()

    def __str__(self) -> str:
        return f"{self.code} {self.reason or '(no ErrorInfo)'}: {self.message}"


def ended(call) -> Ended:
    """Reads the status of a finished call, or of a grpc.RpcError, which is one."""
    result = Ended(code=call.code().name, message=call.details() or "")
    for key, value in call.trailing_metadata() or ():
        if key == DETAILS_KEY:
            _read_details(status_pb2.Status.FromString(value), result)
    return result


def _read_details(status, result: Ended) -> None:
    for detail in status.details:
        info, retry, bad = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo(), error_details_pb2.BadRequest()
        if detail.Unpack(info) and info.domain == DOMAIN:
            result.reason, result.metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(retry):
            result.retry_seconds = retry.retry_delay.ToTimedelta().total_seconds()
        elif detail.Unpack(bad):
            result.bad_fields = tuple(violation.field for violation in bad.field_violations)


def outcome_of(function, *arguments, **keywords) -> Ended:
    """Calls a unary stub that should fail; OK if it does not."""
    try:
        function(*arguments, **keywords)
    except grpc.RpcError as error:
        return ended(error)
    return Ended(code="OK")
