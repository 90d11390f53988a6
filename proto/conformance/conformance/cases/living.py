"""Heartbeats, fencing, draining and ending."""

from __future__ import annotations

import subprocess
import time

from ..protos import pb
from ..target import Skipped, gists, new_epoch
from . import case, check, equal, refused


@case("S32 S33")
def numbered_heartbeats_are_answered_and_others_are_not(target):
    """The answer carries the number; an answer is never answered."""
    with target.session(target.source("beat")) as session:
        session.open()
        session.send(heartbeat=pb.Heartbeat(number=42))
        equal(session.expect("heartbeat").reply_to, 42, "reply_to")
        session.send(heartbeat=pb.Heartbeat())
        session.send(heartbeat=pb.Heartbeat(reply_to=7))
        session.send(heartbeat=pb.Heartbeat(number=43))
        equal(session.expect("heartbeat").reply_to, 43, "reply_to")


@case("S34 S35")
def silence_is_noticed(target):
    """The server sends something each interval, and gives up a client that sends nothing for three."""
    if not target.slow:
        raise Skipped("needs --slow")
    with target.session(target.source("silent")) as session:
        interval = session.open().heartbeat_interval_millis / 1000
        session.expect("heartbeat", interval * 1.5 + 1)
        refused(session.end(interval * 3 + 10), "DEADLINE_EXCEEDED", "HEARTBEAT_MISSED")


@case("S09")
def a_stream_without_open_is_given_up(target):
    """30 seconds are enough for Open."""
    if not target.slow:
        raise Skipped("needs --slow")
    with target.session(target.source("mute")) as session:
        begin = time.monotonic()
        refused(session.end(45), "DEADLINE_EXCEEDED", "HEARTBEAT_MISSED")
        check(time.monotonic() - begin > 20, "given up too early")


@case("S39")
def a_newer_open_fences_the_older_stream(target):
    """The older one ends with ABORTED and writes nothing more; the newer goes on from its mark."""
    epoch, source = new_epoch(), target.source("fence")
    with target.session(source, epoch) as old:
        old.open()
        old.send_gists(1, gists(1, 5))
        old.until_acked(5)
        with target.session(source, epoch) as new:
            equal(new.open().held_through, 5, "held_through of the newer session")
            refused(old.end(), "ABORTED", "SESSION_FENCED")
            new.send_gists(6, gists(6, 5))
            new.until_acked(10)


@case("S39")
def a_storm_of_opens_leaves_one_session(target):
    """Ten opens in a row: the last one lives, all others are fenced."""
    epoch, source = new_epoch(), target.source("storm")
    sessions = [target.session(source, epoch) for _ in range(10)]
    try:
        for session in sessions:
            session.open()
        for session in sessions[:-1]:
            refused(session.end(), "ABORTED", "SESSION_FENCED")
        sessions[-1].send_gists(1, gists(1, 3))
        sessions[-1].until_acked(3)
    finally:
        for session in sessions:
            session.cut()


@case("S38")
def close_acks_what_is_under_way_and_ends_with_ok(target):
    """With Close, and with a half-close alone."""
    for polite in (True, False):
        with target.session(target.source("close")) as session:
            session.open()
            session.send_gists(1, gists(1, 20))
            if polite:
                end = session.close()
            else:
                session.half_close()
                end = session.end()
            equal(end.code, "OK", "status")
            equal(session.acked, 20, "ack at the end")


@case("S43 S44 S45")
def a_server_that_shuts_down_requests_its_sessions_to_leave(target):
    """Drain comes first; what was under way is acked; Close ends the stream with OK."""
    if not target.drain_command:
        raise Skipped("needs --drain-command; run it last and alone, the server has ended after it")
    epoch, source = new_epoch(), target.source("drain")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 10))
        subprocess.run(target.drain_command, shell=True, check=True)
        drain = session.expect("drain")
        equal(drain.reason, pb.DRAIN_REASON_SHUTDOWN, "reason")
        check(drain.jitter_millis > 0, "no jitter: all clients would come back at once")
        session.send_gists(11, gists(11, 5))
        equal(session.close().code, "OK", "status after Close")
        equal(session.acked, 15, "ack at the end")
