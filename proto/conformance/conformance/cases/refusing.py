"""Bad gists, bad batches, bad skips, too much."""

from __future__ import annotations

from ..columns import pack, plain_column
from ..protos import pb
from ..target import Skipped, gist, gists
from . import case, check, equal, refused

INVALID_ARGUMENT = 3


def _rejects_one(target, name: str, bad, reason: int) -> None:
    """Sends good, bad, good; the bad one is rejected before the ack that covers it."""
    with target.session(target.source(name)) as session:
        session.open()
        session.send_gists(1, [gist(1), bad, gist(3)])
        session.until_acked(3)
        equal([item.sequence for item in session.rejects], [2], "rejected sequences")
        reject = session.rejects[0]
        equal(reject.reason, reason, "reason")
        equal(reject.status_code, INVALID_ARGUMENT, "status code")
        check(reject.message, "no message")
        session.send_gists(2, [bad])
        session.send_gists(4, gists(4, 1))
        session.until_acked(4)
        equal(session.close().code, "OK", "status after Close")


@case("S18")
def a_malformed_layer_costs_only_its_gist(target):
    """A kind from the future, no layer at all, or impossible lengths are rejected; the neighbours are stored."""
    bad = {
        "kind": pb.Gist(layers=[pb.Layer(kind=77, data=b"?")]),
        "none": pb.Gist(capture_time_millis=1),
        "long": gist(2, caption=False, embedding_bytes=300),
        "stages": pb.Gist(layers=[pb.Layer(kind=pb.LAYER_KIND_CAPTION, conditioned_stages=16)]),
    }
    for name, item in bad.items():
        _rejects_one(target, f"layer-{name}", item, pb.ERROR_REASON_LAYER_MALFORMED)


@case("S19")
def a_gist_that_is_too_large_costs_only_itself(target):
    """max_gist_bytes bounds one gist."""
    with target.session(target.source("probe")) as session:
        opened = session.open()
    if opened.max_gist_bytes + 200 > opened.max_batch_bytes:
        raise Skipped("no batch can hold a gist above max_gist_bytes")
    large = gist(2)
    large.layers.append(pb.Layer(kind=pb.LAYER_KIND_THUMBNAIL, data=b"\0" * opened.max_gist_bytes))
    _rejects_one(target, "large", large, pb.ERROR_REASON_GIST_TOO_LARGE)


@case("S20")
def a_capture_time_outside_the_calendar_costs_only_its_gist(target):
    """Wrong clocks are taken as they are; the years before 1 and after 9999 do not exist."""
    for name, time in (("early", -62_135_596_800_001), ("late", 253_402_300_800_000)):
        bad = gist(2)
        bad.capture_time_millis = time
        _rejects_one(target, f"time-{name}", bad, pb.ERROR_REASON_CAPTURE_TIME_INVALID)
    with target.session(target.source("time-wrong")) as session:
        session.open()
        old, future = gist(1), gist(2)
        old.capture_time_millis, future.capture_time_millis = -1, 32_503_680_000_000
        session.send_gists(1, [old, future])
        session.until_acked(2)
        equal(session.rejects, [], "rejects")


@case("S16")
def a_batch_above_a_limit_ends_the_session(target):
    """Too many gists, or too many bytes."""
    with target.session(target.source("many")) as session:
        limit = session.open().max_batch_gists
        batch = pb.Batch(first_sequence=1, gist_count=limit + 1)
        batch.columns.add(kind=pb.LAYER_KIND_EMBEDDING, data=b"\0" * (limit + 1))
        session.send(batch=batch)
        refused(session.end(), "INVALID_ARGUMENT", "BATCH_TOO_LARGE")
    with target.session(target.source("heavy")) as session:
        limit = session.open().max_batch_bytes
        if limit > session.opened.credit_bytes - 100:
            return
        batch = pb.Batch(first_sequence=1)
        batch.columns.add(kind=pb.LAYER_KIND_THUMBNAIL, data=b"\0" * limit)
        session.send(batch=batch)
        refused(session.end(), "INVALID_ARGUMENT", "BATCH_TOO_LARGE")


@case("S17")
def a_batch_that_contradicts_itself_ends_the_session(target):
    """Nothing of it is taken, and the next session finds the mark where it was."""
    for name, batch in _contradictions().items():
        source = target.source(f"bad-{name}")
        with target.session(source) as session:
            session.open()
            session.send_gists(1, gists(1, 2))
            session.until_acked(2)
            session.send(batch=batch)
            end = session.end()
            check((end.code, end.reason) == ("INVALID_ARGUMENT", "BATCH_MALFORMED"), f"{name}: ended with {end}")
            epoch = session.epoch
        with target.session(source, epoch) as session:
            equal(session.open().held_through, 2, f"held_through after {name}")


def _contradictions():
    good = pack(3, gists(3, 3))

    def changed(edit):
        batch = pb.Batch()
        batch.CopyFrom(good)
        edit(batch)
        return batch

    return {
        "sequence": changed(lambda b: b.ClearField("first_sequence")),
        "count": changed(lambda b: setattr(b, "gist_count", 2)),
        "order": changed(lambda b: b.columns.append(good.columns[0])),
        "kind": changed(lambda b: b.columns[0].ClearField("kind")),
        "lengths": changed(lambda b: b.columns[0].lengths.CopyFrom(plain_column([16, 16, 15]))),
        "negative": changed(lambda b: b.columns[0].lengths.CopyFrom(plain_column([32, 32, -16]))),
        "huge": changed(lambda b: b.columns[0].lengths.CopyFrom(plain_column([1 << 62, 1 << 62, 1 << 62]))),
        "forms": changed(lambda b: setattr(b.columns[0].lengths, "rice", b"\0\0\0")),
        "rice": changed(lambda b: b.capture_delta_millis.CopyFrom(pb.IntegerColumn(rice_bits=60, rice=b"\0" * 64))),
        "unary": changed(lambda b: b.capture_delta_millis.CopyFrom(pb.IntegerColumn(rice=b"\xff" * 64))),
        "presence": changed(lambda b: setattr(b.columns[1], "presence", b"\xff\xff")),
        "shared": changed(lambda b: b.columns[0].shared_leading_bytes.CopyFrom(plain_column([1, 0, 0]))),
    }


@case("S25")
def a_malformed_skip_ends_the_session(target):
    """Ranges go forward, from 1 to 2^63 - 1."""
    for first, last in ((0, 0), (0, 5), (5, 4), (1, 1 << 63)):
        with target.session(target.source("bad-skip")) as session:
            session.open()
            session.send(skip=pb.Skip(first_sequence=first, last_sequence=last))
            refused(session.end(), "INVALID_ARGUMENT", "SKIP_MALFORMED")


@case("S21")
def a_credit_overrun_ends_the_session(target):
    """A client that ignores its credit is sent away; what was durable stays."""
    for attempt in range(5):
        source = target.source(f"overrun-{attempt}")
        with target.session(source) as session:
            opened = session.open()
            data = b"\0" * min(opened.max_batch_bytes - 200, opened.max_gist_bytes - 200)
            batches = min(2000, 30 * opened.credit_bytes // len(data) + 1)
            for number in range(1, batches + 1):
                batch = pb.Batch(first_sequence=number)
                batch.columns.add(kind=pb.LAYER_KIND_EMBEDDING, data=b"\0" * 16)
                batch.columns.add(kind=pb.LAYER_KIND_THUMBNAIL, data=data)
                session.send(batch=batch)
            session.half_close()
            end = session.end(60)
            acked, epoch = session.acked, session.epoch
        if end.code == "OK":
            continue
        refused(end, "RESOURCE_EXHAUSTED", "CREDIT_OVERRUN")
        with target.session(source, epoch) as session:
            check(session.open().held_through >= acked, "an acked gist was removed")
        return
    raise Skipped("the server was always faster than this client; try a smaller credit")
