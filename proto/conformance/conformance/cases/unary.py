"""GistService, as far as a client of the stream meets it."""

from __future__ import annotations

import uuid

from ..columns import pack
from ..errors import outcome_of
from ..protos import pb
from ..target import Skipped, gist, gist_name, gists, new_epoch
from . import case, check, equal, refused
from .sending import listed


def _create(target, source: str, number: int = 1, **changes):
    fields = dict(parent=source, gist=gist(number), code_fingerprint=target.fingerprint)
    fields.update(changes)
    return pb.CreateGistRequest(**fields)


@case()
def create_gist_is_idempotent_by_request_id(target):
    """The same id and content give the same gist; other content is a conflict; no id makes a new one."""
    service, source, request_id = target.stub("GistService"), target.source("create"), str(uuid.uuid4())
    first = service.CreateGist(_create(target, source, request_id=request_id)).gist
    again = service.CreateGist(_create(target, source, request_id=request_id)).gist
    equal(again.name, first.name, "name of the repeated call")
    equal(first.gist, gist(1), "stored gist")
    other = outcome_of(service.CreateGist, _create(target, source, number=2, request_id=request_id))
    refused(other, "ALREADY_EXISTS", "REQUEST_ID_CONFLICT")
    fresh = service.CreateGist(_create(target, source)).gist
    check(fresh.name != first.name, "a call without an id was taken for a repetition")
    equal(len(listed(target, source)), 2, "gists of the source")


@case()
def create_gist_refuses_what_a_stream_refuses(target):
    """The same reasons as on a stream, as statuses."""
    service, source = target.stub("GistService"), target.source("create-bad")
    bad = {
        "LAYER_MALFORMED": dict(gist=pb.Gist(layers=[pb.Layer(kind=77)])),
        "SOURCE_INVALID": dict(parent="sources/No Such"),
        "CAPTURE_TIME_INVALID": dict(gist=gist(1, time_millis=1 << 60)),
        "FIELD_INVALID": dict(code_fingerprint=b"short"),
    }
    for reason, changes in bad.items():
        refused(outcome_of(service.CreateGist, _create(target, source, **changes)), "INVALID_ARGUMENT", reason)
    unknown = outcome_of(service.CreateGist, _create(target, source, code_fingerprint=b"\1" * 8))
    refused(unknown, "FAILED_PRECONDITION", "FINGERPRINT_UNKNOWN")
    equal(listed(target, source), [], "gists of the source")


@case()
def gists_are_read_listed_and_masked(target):
    """Pages cover everything once, newest first; a mask leaves the rest out."""
    epoch, source = new_epoch(), target.source("list")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 25))
        session.until_acked(25)
    service, token, pages = target.stub("GistService"), "", []
    while len(pages) < 10:
        page = service.ListGists(pb.ListGistsRequest(parent=source, page_size=10, page_token=token))
        pages.append([item.sequence for item in page.gists])
        token = page.next_page_token
        if not token:
            break
    equal([number for page in pages for number in page], list(range(25, 0, -1)), "sequences over all pages")
    check(all(len(page) <= 10 for page in pages), f"pages of {[len(page) for page in pages]}")
    request = pb.GetGistRequest(name=gist_name(source, epoch, 3))
    request.read_mask.paths.append("capture_time")
    masked = service.GetGist(request).gist
    check(masked.HasField("capture_time") and not masked.HasField("gist"), f"masked gist: {masked}")
    request.read_mask.paths[:] = ["no_such_field"]
    refused(outcome_of(service.GetGist, request), "INVALID_ARGUMENT", "FIELD_INVALID")
    bad = pb.ListGistsRequest(parent=source, page_size=10, page_token="bm90IG91cnM")
    refused(outcome_of(service.ListGists, bad), "INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")


@case("S11")
def a_deleted_gist_stays_deleted(target):
    """It is not found, its sequence stays consumed, and a replay does not bring it back."""
    epoch, source = new_epoch(), target.source("delete")
    service, name = target.stub("GistService"), gist_name(source, epoch, 2)
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 3))
        session.until_acked(3)
        check(service.DeleteGist(pb.DeleteGistRequest(name=name)).position > 0, "no position in the log")
        session.send_gists(1, gists(1, 3))
        session.until_credit_is_whole()
    with target.session(source, epoch) as session:
        equal(session.open().held_through, 3, "held_through")
    equal([item.sequence for item in listed(target, source)], [3, 1], "sequences")
    deleted = outcome_of(service.GetGist, pb.GetGistRequest(name=name))
    check(deleted.code == "NOT_FOUND" and deleted.reason in ("GIST_DELETED", "NOT_FOUND"), f"GetGist: {deleted}")
    equal(outcome_of(service.DeleteGist, pb.DeleteGistRequest(name=name)).code, "NOT_FOUND", "deleting twice")
    service.DeleteGist(pb.DeleteGistRequest(name=name, allow_missing=True))


@case()
def names_that_mean_nothing_are_refused(target):
    """Unknown gists are NOT_FOUND, names of another form INVALID_ARGUMENT."""
    service = target.stub("GistService")
    missing = pb.GetGistRequest(name=gist_name(target.source("none"), 1, 1))
    refused(outcome_of(service.GetGist, missing), "NOT_FOUND", "NOT_FOUND")
    for name in ("", "sources/a", "sources/a/gists/x", "sources/a/gists/0000000000000001-0"):
        refused(outcome_of(service.GetGist, pb.GetGistRequest(name=name)), "INVALID_ARGUMENT", "FIELD_INVALID")


@case()
def exported_files_carry_their_checksum(target):
    """Each exported gist is a .gist file whose CRC-32C fits; the export resumes after a position."""
    epoch, source = new_epoch(), target.source("export")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 6))
        session.until_acked(6)
    service = target.stub("GistService")
    request = pb.ExportGistsRequest(filter=pb.Filter(sources=[source]))
    files = list(service.ExportGists(request))
    equal([item.file.gist for item in files], gists(1, 6), "exported gists")
    for item in files:
        content = item.file.code_fingerprint + item.file.gist.SerializeToString()
        equal(item.file.crc32c, crc32c(content), f"checksum of {item.name}")
    request.after_position = files[3].position
    equal([item.name for item in service.ExportGists(request)], [item.name for item in files[4:]], "resumed export")


def crc32c(content: bytes) -> int:
    """CRC-32C (Castagnoli), bit by bit."""
    value = 0xFFFFFFFF
    for octet in content:
        value ^= octet
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


@case()
def another_tenant_sees_nothing(target):
    """What belongs to one tenant is NOT_FOUND for the other, and in none of its lists."""
    if not target.other_token:
        raise Skipped("needs --other-token, of another tenant")
    epoch, source = new_epoch(), target.source("private")
    with target.session(source, epoch) as session:
        session.open()
        session.send_gists(1, gists(1, 2))
        session.until_acked(2)
    stranger = target.stub("GistService", target.other_token)
    name = gist_name(source, epoch, 1)
    equal(outcome_of(stranger.GetGist, pb.GetGistRequest(name=name)).code, "NOT_FOUND", "GetGist")
    equal(outcome_of(stranger.DeleteGist, pb.DeleteGistRequest(name=name)).code, "NOT_FOUND", "DeleteGist")
    equal(list(stranger.ListGists(pb.ListGistsRequest(parent=source)).gists), [], "ListGists")
    sources = stranger.ListSources(pb.ListSourcesRequest(page_size=1000)).sources
    check(source not in [item.name for item in sources], "ListSources shows it")
    equal(outcome_of(target.stub("GistService").GetGist, pb.GetGistRequest(name=name)).code, "OK", "our own GetGist")


@case("S41")
def a_gist_is_seen_as_soon_as_it_is_acked(target):
    """After the ack, GetGist on another connection finds it at once."""
    epoch, source = new_epoch(), target.source("seen")
    service = target.stub("GistService")
    with target.session(source, epoch) as session:
        session.open()
        for sequence in range(1, 21):
            session.send(batch=pack(sequence, gists(sequence, 1)))
            session.until_acked(sequence)
            stored = service.GetGist(pb.GetGistRequest(name=gist_name(source, epoch, sequence))).gist
            equal(stored.gist, gist(sequence), f"gist {sequence}")
