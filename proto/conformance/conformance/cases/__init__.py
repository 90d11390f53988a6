"""The cases, by subject. Each states which rows of PROTOCOL.md's state table it walks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, List, Tuple

from ..session import Unexpected


@dataclass(frozen=True)
class Case:
    """One thing that a server must do."""

    name: str
    rows: Tuple[str, ...]
    summary: str
    run: Callable


CASES: List[Case] = []


def case(rows: str = ""):
    """Registers a function of one target; its docstring is the summary."""

    def register(function):
        summary = (function.__doc__ or "").strip().splitlines()[0]
        CASES.append(Case(function.__name__, tuple(rows.split()), summary, function))
        return function

    return register


def check(condition, message: str) -> None:
    """Fails the case with the message unless the condition holds."""
    if not condition:
        raise Unexpected(message)


def equal(seen, wanted, what: str) -> None:
    """Fails the case unless both are equal."""
    if seen != wanted:
        raise Unexpected(f"{what}: seen {seen!r}, wanted {wanted!r}")


def refused(end, code: str, reason: str) -> None:
    """Fails the case unless a call ended with this status and reason, and a message."""
    if end.code != code or end.reason != reason:
        raise Unexpected(f"ended with {end}; wanted {code} {reason}")
    check(end.message, f"{reason} has no message")


from . import opening, sending, refusing, answering, living, unary  # noqa: E402,F401  (they register themselves)
