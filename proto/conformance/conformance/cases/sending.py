"""Batches, acks, duplicates, gaps and skips."""

from __future__ import annotations

from ..columns import pack, plain_column, rice_column
from ..protos import pb
from ..target import gist, gist_name, gists, new_epoch
from . import case, check, equal


@case("S10")
def batches_are_acked_cumulatively_and_give_their_credit_back(target):
    """Several batches end in one mark; every byte of credit returns."""
    with target.session(target.source("batches")) as session:
        session.open()
        for first in (1, 11, 21, 31):
            session.send_gists(first, gists(first, 10))
        session.until_acked(40)
        session.until_credit_is_whole()
        equal(session.credit, session.opened.credit_bytes, "credit after everything is durable")
        check(session.credit >= session.opened.max_batch_bytes, "credit is below one maximum batch")


@case("S10")
def a_gist_is_stored_as_it_was_sent(target):
    """Layers, times and sizes come back, in whatever form the columns were sent."""
    epoch, source = new_epoch(), target.source("stored")
    sent = gists(1, 9)
    for number, item in enumerate(sent):
        item.capture_time_millis += (-1) ** number * 1000 * number
        item.photo_width_pixels, item.photo_height_pixels = 640 + number, 480
    del sent[4].layers[1]
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, sent[:5], column=plain_column)
        session.send_gists(6, sent[5:], column=rice_column)
        session.until_acked(9)
    service = target.stub("GistService")
    for sequence, item in enumerate(sent, 1):
        stored = service.GetGist(pb.GetGistRequest(name=gist_name(source, epoch, sequence))).gist
        equal(stored.gist, item, f"gist {sequence}")
        equal((stored.epoch, stored.sequence), (epoch, sequence), "its key")
        equal(stored.code_fingerprint, target.fingerprint, "its fingerprint")
        equal(round(stored.capture_time.ToMilliseconds()), item.capture_time_millis, "its capture time")
        check(stored.receive_time.seconds > 0, "no receive time")


@case("S10")
def shared_leading_bytes_are_expanded(target):
    """Codes that share their coarse stages with the frame before are stored whole."""
    epoch, source = new_epoch(), target.source("shared")
    codes = [bytes(range(16)), bytes(range(12)) + b"\xaa" * 4, bytes(range(12)) + b"\xaa" * 2 + b"\xbb" * 2]
    column = pb.LayerColumn(
        kind=pb.LAYER_KIND_EMBEDDING,
        data=codes[0] + codes[1][12:] + codes[2][14:],
        lengths=plain_column([16, 16, 16]),
        shared_leading_bytes=plain_column([0, 12, 14]),
    )
    with target.session(source, epoch) as session:
        session.open()
        session.send(batch=pb.Batch(first_sequence=1, gist_count=3, columns=[column]))
        session.until_acked(3)
    service = target.stub("GistService")
    for sequence, code in enumerate(codes, 1):
        stored = service.GetGist(pb.GetGistRequest(name=gist_name(source, epoch, sequence))).gist
        equal(stored.gist.layers[0].data, code, f"code of gist {sequence}")


@case("S11 S12")
def equal_duplicates_change_nothing(target):
    """A replay, also cut into other batches and overlapping what is new, is acked and not stored twice."""
    epoch, source = new_epoch(), target.source("replay")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 10))
        session.until_acked(10)
        session.send_gists(1, gists(1, 10))
        session.send_gists(3, gists(3, 2))
        session.until_credit_is_whole()
        equal(session.acked, 10, "ack after a replay")
        session.send_gists(8, gists(8, 6))
        session.until_acked(13)
        session.until_credit_is_whole()
        equal(session.rejects, [], "rejects")
    equal(len(listed(target, source)), 13, "gists of the source")


@case("S13")
def an_unequal_duplicate_is_rejected_and_the_first_is_kept(target):
    """The same sequence with other bytes is a conflict."""
    epoch, source = new_epoch(), target.source("conflict")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 3))
        session.until_acked(3)
        session.send_gists(2, [gist(77)])
        reject = session.expect("reject")
        equal(reject.sequence, 2, "rejected sequence")
        equal(reject.reason, pb.ERROR_REASON_SEQUENCE_CONFLICT, "reason")
        equal(reject.status_code, 6, "status code (ALREADY_EXISTS)")
        check(reject.message, "no message")
        session.send_gists(4, gists(4, 1))
        session.until_acked(4)
    stored = target.stub("GistService").GetGist(pb.GetGistRequest(name=gist_name(source, epoch, 2))).gist
    equal(stored.gist, gist(2), "gist 2")


@case("S14 S15")
def a_gap_is_answered_by_one_rewind(target):
    """What lies beyond a gap is thrown away until the missing sequences come."""
    epoch, source = new_epoch(), target.source("gap")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 5))
        session.send_gists(10, gists(10, 5))
        equal(session.expect("rewind").expected_sequence, 6, "expected sequence")
        session.send_gists(15, gists(15, 5))
        session.until_acked(5)
        session.until_credit_is_whole()
        session.silence("rewind", 0.5)
        session.send_gists(6, gists(6, 9))
        session.until_acked(14)
        equal(session.rejects, [], "rejects")
    equal(len(listed(target, source)), 14, "gists of the source")


@case("S22 S23 S24")
def skips_are_consumed_and_counted(target):
    """Skip moves the mark; below it changes nothing; above it is a gap."""
    epoch, source = new_epoch(), target.source("skip")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 2))
        session.send(skip=pb.Skip(first_sequence=3, last_sequence=6, reason=pb.SKIP_REASON_THINNED))
        session.send_gists(7, gists(7, 2))
        session.until_acked(8)
        session.send(skip=pb.Skip(first_sequence=2, last_sequence=5, reason=pb.SKIP_REASON_LOST))
        session.send(skip=pb.Skip(first_sequence=7, last_sequence=10))
        session.until_acked(10)
        session.send(skip=pb.Skip(first_sequence=20, last_sequence=21))
        equal(session.expect("rewind").expected_sequence, 11, "expected sequence")
        session.send_gists(11, gists(11, 1))
        session.until_acked(11)
    equal(len(listed(target, source)), 5, "gists of the source")
    sources = target.stub("GistService").ListSources(pb.ListSourcesRequest(page_size=1000)).sources
    found = [item for item in sources if item.name == source]
    check(found, "ListSources does not know the source")
    equal(found[0].skipped_count, 6, "skipped_count")


@case("S22")
def a_skip_of_a_billion_sequences_costs_nothing(target):
    """A range is one record, however long."""
    with target.session(target.source("long-skip")) as session:
        session.open()
        session.send(skip=pb.Skip(first_sequence=1, last_sequence=1_000_000_000, reason=pb.SKIP_REASON_DROPPED))
        session.send_gists(1_000_000_001, gists(1, 2))
        session.until_acked(1_000_000_002)


@case("S01 S41")
def a_cut_stream_resumes_from_what_is_held(target):
    """Twenty cuts at random moments: everything is there once, in order, nothing twice."""
    epoch, source, total = new_epoch(), target.source("cuts"), 400
    held, rounds = 0, 0
    while held < total:
        rounds += 1
        with target.session(source, epoch) as session:
            opened = session.open(durable_through=held)
            check(opened.held_through >= held, f"held {opened.held_through} after an ack of {held}")
            held = opened.held_through
            for first in range(held + 1, total + 1, 10):
                session.send_gists(first, gists(first, min(10, total + 1 - first)))
            for _ in range(rounds % 3 if rounds < 20 else 40):
                if session.acked < total:
                    session.expect("ack")
            held = session.acked
    equal([item.sequence for item in listed(target, source)][::-1], list(range(1, total + 1)), "sequences")


def listed(target, source: str):
    """All gists of a source, newest first, by pages."""
    service, token, found = target.stub("GistService"), "", []
    while True:
        page = service.ListGists(pb.ListGistsRequest(parent=source, page_size=100, page_token=token))
        found += page.gists
        token = page.next_page_token
        if not token:
            return found


@case("S10")
def a_full_batch_is_taken(target):
    """A batch with exactly max_batch_gists gists is within the limits."""
    with target.session(target.source("full")) as session:
        count = session.open().max_batch_gists
        batch = pack(1, gists(1, count))
        while batch.ByteSize() > session.opened.max_batch_bytes:
            count //= 2
            batch = pack(1, gists(1, count))
        session.send(batch=batch)
        session.until_acked(count)
