"""Later layers of earlier gists."""

from __future__ import annotations

from ..protos import pb
from ..target import Skipped, gist, gist_name, gists, new_epoch
from . import case, check, equal


def _embedding(code: bytes):
    return pb.Layer(kind=pb.LAYER_KIND_EMBEDDING, data=code)


def _opened(target, session):
    if "answers" not in session.open().features:
        raise Skipped("the server does not have the feature answers")


def _answer(session, number: int, sequence: int, layers):
    session.send(answer=pb.Answer(number=number, sequence=sequence, layers=layers))
    ack = session.expect("answer_ack")
    equal(ack.number, number, "number of the AnswerAck")
    return ack


@case("S26 S27 S28")
def later_layers_continue_what_is_held(target):
    """A longer embedding is stored, the same again is held, another one is refused."""
    epoch, source = new_epoch(), target.source("answer")
    with target.session(source, epoch) as session:
        _opened(target, session)
        session.send_gists(1, [gist(1, embedding_bytes=8), gist(2)])
        session.until_acked(2)
        short = gist(1, embedding_bytes=8).layers[0].data
        longer = short + b"finer..."
        equal(_answer(session, 1, 1, [_embedding(longer)]).outcome, pb.ANSWER_OUTCOME_STORED, "outcome")
        equal(_answer(session, 2, 1, [_embedding(longer)]).outcome, pb.ANSWER_OUTCOME_HELD, "outcome")
        equal(_answer(session, 3, 1, [_embedding(short)]).outcome, pb.ANSWER_OUTCOME_HELD, "outcome")
        other = _answer(session, 4, 1, [_embedding(b"other!" + longer[6:])])
        equal(other.outcome, pb.ANSWER_OUTCOME_REFUSED, "outcome")
        equal(other.reason, pb.ERROR_REASON_LAYER_CONFLICT, "reason")
        session.until_credit_is_whole()
        equal(session.acked, 2, "ack after answers")
    stored = target.stub("GistService").GetGist(pb.GetGistRequest(name=gist_name(source, epoch, 1))).gist
    equal(stored.gist.layers[0].data, longer, "embedding of gist 1")
    equal(stored.gist.layers[1].conditioned_stages, 8, "conditioned stages of its caption")


@case("S29 S30 S31")
def answers_that_cannot_be_kept_are_refused(target):
    """Gists that are removed, sequences that have not come yet, layers that no pack allows."""
    epoch, source = new_epoch(), target.source("answer-bad")
    with target.session(source, epoch) as session:
        _opened(target, session)
        session.send_gists(1, gists(1, 2))
        session.send(skip=pb.Skip(first_sequence=3, last_sequence=3))
        session.until_acked(3)
        target.stub("GistService").DeleteGist(pb.DeleteGistRequest(name=gist_name(source, epoch, 1)))
        layers = [pb.Layer(kind=pb.LAYER_KIND_EMBEDDING, data=gist(1).layers[0].data)]
        cases = (
            (1, layers, pb.ERROR_REASON_GIST_DELETED),
            (3, layers, pb.ERROR_REASON_GIST_DELETED),
            (99, layers, pb.ERROR_REASON_NOT_FOUND),
            (2, [pb.Layer(kind=77, data=b"?")], pb.ERROR_REASON_LAYER_MALFORMED),
            (2, [], pb.ERROR_REASON_LAYER_MALFORMED),
        )
        for number, (sequence, layers, reason) in enumerate(cases, 1):
            ack = _answer(session, number, sequence, layers)
            equal(ack.outcome, pb.ANSWER_OUTCOME_REFUSED, f"outcome of answer {number}")
            equal(ack.reason, reason, f"reason of answer {number}")
            check(ack.message, "no message")
        session.until_credit_is_whole()


@case("S47")
def what_somebody_requests_reaches_the_device(target):
    """A request for layers is told to a client that is there, and to one that returns."""
    epoch, source = new_epoch(), target.source("refine")
    stub = target.stub("GistService")
    with target.session(source, epoch) as session:
        if "refine" not in session.open().features:
            raise Skipped("the server does not have the feature refine")
        session.send_gists(1, gists(1, 3))
        session.until_acked(3)
        names = [gist_name(source, epoch, sequence) for sequence in (1, 3)]
        wanted = pb.RequestLayersRequest(names=names, layers=[pb.LAYER_KIND_LAYOUT], max_bytes_each=64)
        told = stub.RequestLayers(wanted)
        equal(told.state, pb.LAYER_REQUEST_STATE_ASKED, "state")
        equal(told.asked_count, 2, "gists asked about")
        refine = session.expect("refine")
        equal(list(refine.sequences), [1, 3], "sequences")
        equal(list(refine.kinds), [pb.LAYER_KIND_LAYOUT], "kinds")
        equal(refine.max_bytes_each, 64, "most bytes")
        session.close()
    told = stub.RequestLayers(wanted)
    equal(told.state, pb.LAYER_REQUEST_STATE_KEPT, "state while the device is away")
    with target.session(source, epoch) as session:
        session.open()
        equal(list(session.expect("refine").sequences), [1, 3], "sequences after coming back")
