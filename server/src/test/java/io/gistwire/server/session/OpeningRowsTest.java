package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.Close;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.Skip;
import io.gistwire.server.auth.Caller;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows S01 to S09 of PROTOCOL.md's state table. */
class OpeningRowsTest extends SessionOnLedger {
  @Test
  @DisplayName("S01: Open takes the epoch over and is told what is durable")
  void s01() {
    SessionDriver first = session().send(SessionDriver.openMessage());
    Opened opened = first.messages().get(0).getOpened();
    assertEquals(0, opened.getHeldThrough());
    assertEquals(SessionDriver.LIMITS.maxBatchBytes(), opened.getMaxBatchBytes());
    assertTrue(opened.getCreditBytes() >= opened.getMaxBatchBytes());
    assertEquals(List.of("answers", "refine"), opened.getFeaturesList());
    first.gists(1, 3);
    SessionDriver second = session().send(SessionDriver.openMessage());
    assertEquals(3, second.messages().get(0).getOpened().getHeldThrough());
  }

  @Test
  @DisplayName("S02: a message of a kind from the future changes nothing")
  void s02() {
    SessionDriver session = session().send(ExchangeRequest.newBuilder());
    assertEquals(List.of(), session.said());
    assertEquals("still open", session.end());
    session.open();
  }

  @Test
  @DisplayName("S03: anything but Open at first ends the stream")
  void s03() {
    ExchangeRequest.Builder request = ExchangeRequest.newBuilder();
    List<ExchangeRequest.Builder> firsts =
        List.of(
            request.clone().setBatch(Batch.newBuilder().setFirstSequence(1)),
            request.clone().setSkip(Skip.newBuilder().setFirstSequence(1).setLastSequence(1)),
            request.clone().setAnswer(Answer.getDefaultInstance()),
            request.clone().setHeartbeat(Heartbeat.getDefaultInstance()),
            request.clone().setClose(Close.getDefaultInstance()));
    for (ExchangeRequest.Builder first : firsts) {
      assertEquals("FAILED_PRECONDITION OPEN_EXPECTED", session().send(first).end());
    }
  }

  @Test
  @DisplayName("S04: a source without the right form is refused")
  void s04() {
    for (String source : List.of("", "cam", "sources/", "sources/A", "sources/-a", "sources/a/b")) {
      SessionDriver session = session().send(SessionDriver.openMessage().setSource(source));
      assertEquals("INVALID_ARGUMENT SOURCE_INVALID", session.end(), source);
    }
  }

  @Test
  @DisplayName("S05: epoch 0 and a crippled fingerprint are refused")
  void s05() {
    SessionDriver zero = session().send(SessionDriver.openMessage().setEpoch(0));
    assertEquals("INVALID_ARGUMENT FIELD_INVALID", zero.end());
    ByteString seven = ByteString.copyFrom(new byte[7]);
    SessionDriver crippled = session().send(SessionDriver.openMessage().setCodeFingerprint(seven));
    assertEquals("INVALID_ARGUMENT FIELD_INVALID", crippled.end());
  }

  @Test
  @DisplayName("S06: a token opens no source that it does not cover")
  void s06() {
    Caller gate =
        new Caller("default", "tokens/1", Set.of(Permission.PERMISSION_SEND), List.of("gate"));
    SessionDriver session = new SessionDriver(registry, gate).send(SessionDriver.openMessage());
    assertEquals("PERMISSION_DENIED SOURCE_FORBIDDEN", session.end());
  }

  @Test
  @DisplayName("S07: a fingerprint that is not served is refused")
  void s07() {
    ByteString other = ByteString.copyFrom(new byte[8]);
    SessionDriver session = session().send(SessionDriver.openMessage().setCodeFingerprint(other));
    assertEquals("FAILED_PRECONDITION FINGERPRINT_UNKNOWN", session.end());
  }

  @Test
  @DisplayName("S08: without a caller no stream begins")
  void s08() {
    List<Throwable> errors = new ArrayList<>();
    StreamObserver<ExchangeResponse> client =
        new StreamObserver<>() {
          @Override
          public void onNext(ExchangeResponse response) {
            throw new AssertionError("said " + response);
          }

          @Override
          public void onError(Throwable error) {
            errors.add(error);
          }

          @Override
          public void onCompleted() {
            throw new AssertionError("ended with OK");
          }
        };
    StreamObserver<ExchangeRequest> requests =
        new ExchangeService(registry, Runnable::run).exchange(client);
    requests.onNext(ExchangeRequest.newBuilder().setOpen(SessionDriver.openMessage()).build());
    requests.onCompleted();
    assertEquals(1, errors.size());
    Status status = Status.fromThrowable(errors.get(0));
    assertEquals(Status.Code.UNAUTHENTICATED, status.getCode());
    assertTrue(errors.get(0).getMessage().contains("authorization"), errors.get(0).getMessage());
    assertEquals(0, registry.count());
  }

  @Test
  @DisplayName("S09: a stream that sends nothing is given up after 30 seconds")
  void s09() {
    SessionDriver session = session().pass(29_999);
    assertEquals("still open", session.end());
    assertEquals("DEADLINE_EXCEEDED HEARTBEAT_MISSED", session.pass(1).end());
  }

  @Test
  @DisplayName("S09: messages of unknown kinds do not make the wait for Open longer")
  void s09Unknown() {
    SessionDriver session = session();
    for (int i = 0; i < 29; i++) {
      session.pass(1000).send(ExchangeRequest.newBuilder());
    }
    assertEquals("still open", session.pass(999).end());
    assertEquals("DEADLINE_EXCEEDED HEARTBEAT_MISSED", session.pass(1).end());
  }

  @Test
  @DisplayName("S50: a ledger that does not take the epoch over in time ends the stream")
  void s01Stalled() {
    SessionDriver session = session();
    session.stalled = true;
    session.pass(5_000);
    session.send(ExchangeRequest.newBuilder().setOpen(SessionDriver.openMessage()));
    assertEquals("still open", session.pass(29_999).end());
    assertEquals("UNAVAILABLE LEDGER_UNAVAILABLE", session.pass(1).end());
    session.stalled = false;
    session.settle();
    assertTrue(session.hasReleased(), "the lease that arrived too late is given back");
  }
}
