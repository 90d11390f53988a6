"""How a session begins."""

from __future__ import annotations

import os

from ..columns import pack
from ..errors import outcome_of
from ..protos import pb
from ..target import Skipped, gists, new_epoch
from . import case, check, equal, refused


@case("S01")
def a_fresh_epoch_is_held_through_zero(target):
    """Open of a new epoch is answered by Opened with nothing held and limits that fit each other."""
    with target.session(target.source("fresh")) as session:
        opened = session.open()
        equal(opened.held_through, 0, "held_through")
        check(opened.max_batch_bytes > 0 and opened.max_batch_gists > 0, "a limit of the batch is 0")
        check(opened.max_gist_bytes > 0, "max_gist_bytes is 0")
        check(opened.credit_bytes >= opened.max_batch_bytes, "credit is below one maximum batch")
        check(opened.heartbeat_interval_millis >= 1000, "heartbeat interval is below a second")
        check(len(opened.resume_token) <= 256, "resume token is above 256 bytes")
        equal(session.close().code, "OK", "status after Close")


@case("S01 S10 S38")
def a_short_session_may_be_sent_in_one_go(target):
    """Open, a small batch and Close, without waiting for Opened."""
    with target.session(target.source("one-go")) as session:
        session.send_open()
        session.send_gists(1, gists(1, 2))
        equal(session.close().code, "OK", "status after Close")
        equal(session.acked, 2, "ack at the end")


@case("S02 S36")
def unknown_kinds_and_features_are_ignored(target):
    """Messages of unknown kinds change nothing; unknown features are not put in force."""
    unknown = pb.ExchangeRequest.FromString(b"\xa2\x06\x02\x08\x07")  # field 100, a message
    with target.session(target.source("unknown")) as session:
        session.send_raw(unknown)
        opened = session.open(features=["x-telepathy", "answers", "x-time-travel"])
        check(not [name for name in opened.features if name.startswith("x-")], f"features {opened.features}")
        session.send_raw(unknown)
        session.send_gists(1, gists(1, 3))
        session.send_raw(unknown)
        session.until_acked(3)
        equal(session.close().code, "OK", "status after Close")


@case("S03")
def the_first_message_must_be_open(target):
    """Batch, Skip, Answer, Heartbeat or Close before Open ends the stream."""
    firsts = (
        dict(batch=pack(1, gists(1, 1))),
        dict(skip=pb.Skip(first_sequence=1, last_sequence=1)),
        dict(answer=pb.Answer(number=1, sequence=1)),
        dict(heartbeat=pb.Heartbeat()),
        dict(close=pb.Close()),
    )
    for first in firsts:
        with target.session(target.source("first")) as session:
            session.send(**first)
            refused(session.end(), "FAILED_PRECONDITION", "OPEN_EXPECTED")


@case("S37")
def a_second_open_ends_the_stream(target):
    """Open comes once."""
    with target.session(target.source("twice")) as session:
        session.open()
        session.send_open()
        refused(session.end(), "FAILED_PRECONDITION", "OPEN_EXPECTED")


@case("S04")
def bad_source_names_are_refused(target):
    """The source has a form and a length."""
    for name in ("", "cam", "sources/", "sources/UPPER", "sources/-x", "sources/a/b", "sources/" + "a" * 64):
        with target.session("sources/x") as session:
            session.send_open(source=name)
            refused(session.end(), "INVALID_ARGUMENT", "SOURCE_INVALID")


@case("S05")
def epoch_zero_and_crippled_fingerprints_are_refused(target):
    """The epoch is not 0, the fingerprint has 8 bytes."""
    for changes in (dict(epoch=0), dict(code_fingerprint=b""), dict(code_fingerprint=b"1234567")):
        with target.session(target.source("bad-open")) as session:
            session.send_open(**changes)
            end = session.end()
            refused(end, "INVALID_ARGUMENT", "FIELD_INVALID")
            check(end.bad_fields, "no BadRequest in the details")


@case("S07")
def a_fingerprint_that_is_not_served_is_refused(target):
    """The status lists the fingerprints that are."""
    with target.session(target.source("foreign"), fingerprint=os.urandom(8)) as session:
        session.send_open()
        end = session.end()
        refused(end, "FAILED_PRECONDITION", "FINGERPRINT_UNKNOWN")
        check(target.fingerprint.hex() in end.metadata.get("served", ""), f"metadata: {end.metadata}")


@case("S08")
def a_wrong_token_is_refused(target):
    """With authentication on, nothing works without a valid token."""
    if not target.token:
        raise Skipped("needs --token")
    for token in ("wrong", target.token + "x"):
        stub = pb.SessionServiceStub(target.channel())
        request = pb.ExchangeRequest(open=pb.Open(source="sources/x", epoch=1, code_fingerprint=target.fingerprint))
        call = stub.Exchange(iter([request]), metadata=target.metadata(token), timeout=target.wait_seconds)
        refused(outcome_of(list, call), "UNAUTHENTICATED", "TOKEN_INVALID")


@case("S06 S42")
def a_token_covers_its_sources_until_it_is_revoked(target):
    """A token for one source opens no other; revoking it ends its open stream."""
    if not target.admin_token:
        raise Skipped("needs --admin-token")
    admin = target.stub("AdminService", target.admin_token)
    source = target.source("mine")
    made = admin.CreateToken(
        pb.CreateTokenRequest(token=pb.Token(sources=[source], permissions=[pb.PERMISSION_SEND]))
    )
    holder = type(target)(target.address, made.secret, target.ca_file, fingerprint=target.fingerprint)
    with holder.session(target.source("theirs")) as session:
        session.send_open()
        refused(session.end(), "PERMISSION_DENIED", "SOURCE_FORBIDDEN")
    with holder.session(source) as session:
        session.open()
        session.send_gists(1, gists(1, 2))
        session.until_acked(2)
        admin.RevokeToken(pb.RevokeTokenRequest(name=made.token.name))
        refused(session.end(), "UNAUTHENTICATED", "TOKEN_INVALID")


@case("S01")
def a_client_that_knows_more_than_the_server_is_told_what_is_held(target):
    """A server restored from a backup states what it has; Skip(LOST) and the rest go on from there."""
    epoch = new_epoch()
    with target.session(target.source("restored"), epoch) as session:
        equal(session.open(durable_through=500).held_through, 0, "held_through")
        session.send(skip=pb.Skip(first_sequence=1, last_sequence=500, reason=pb.SKIP_REASON_LOST))
        session.send_gists(501, gists(501, 4))
        session.until_acked(504)


@case("S01")
def epochs_of_one_source_do_not_touch_each_other(target):
    """Two outboxes of one source have the same sequences and both keep theirs."""
    source = target.source("two-epochs")
    with target.session(source) as one, target.session(source) as two:
        one.open(), two.open()
        one.send_gists(1, gists(1, 5))
        two.send_gists(1, gists(100, 5))
        one.until_acked(5), two.until_acked(5)
        check(not one.rejects and not two.rejects, "a gist was rejected")
