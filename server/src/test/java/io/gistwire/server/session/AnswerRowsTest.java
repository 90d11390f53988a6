package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.packs.ServedPacks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows S26 to S31 and S49 of PROTOCOL.md's state table. */
class AnswerRowsTest extends SessionOnLedger {
  private static final byte[] SHORT = {1, 2, 3, 4};
  private static final byte[] LONG = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final byte[] OTHER = {1, 2, 3, 5, 5, 6, 7, 8};

  private static Layer embedding(byte... code) {
    return SessionDriver.layer(LayerKind.LAYER_KIND_EMBEDDING, code);
  }

  /** A session whose gist 1 has a short embedding, and 2 and 3 are skipped. */
  private SessionDriver answering() {
    SessionDriver session = opened();
    session.batch(1, Gist.newBuilder().addLayers(embedding(SHORT)).build()).skip(2, 3);
    assertEquals(List.of("ack 1", "ack 3"), session.said());
    return session;
  }

  @Test
  @DisplayName("S26: new and longer layers are stored, and the credit returns")
  void s26() {
    SessionDriver session = answering();
    Layer caption = SessionDriver.layer(LayerKind.LAYER_KIND_CAPTION, (byte) 7);
    List<ExchangeResponse> messages = session.answer(1, 1, embedding(LONG), caption).messages();
    assertEquals(2, messages.size());
    assertTrue(messages.get(1).getCredit().getCreditBytes() > 0);
    List<Layer> held = ledger.find(key(1)).orElseThrow().gist().getLayersList();
    assertEquals(Arrays.asList(embedding(LONG), caption), held);
    assertEquals(List.of("answer 2 STORED", "credit"), answeredLayout(session));
  }

  private static List<String> answeredLayout(SessionDriver session) {
    Layer layout = SessionDriver.layer(LayerKind.LAYER_KIND_LAYOUT, new byte[8]);
    return session.answer(2, 1, layout).said();
  }

  @Test
  @DisplayName("S49: an answer beyond the quota is refused, its gist stays and the stream goes on")
  void s49() {
    SessionRegistry small =
        new SessionRegistry(
            SessionDriver.LIMITS,
            new TenantQuota(0, 10),
            ledger,
            ServedPacks.storedOnly(List.of(SessionDriver.CODE)),
            SessionMetrics.NONE);
    SessionDriver session = new SessionDriver(small).open();
    session.batch(1, Gist.newBuilder().addLayers(embedding(SHORT)).build());
    assertEquals(List.of("ack 1"), session.said());
    Layer layout = SessionDriver.layer(LayerKind.LAYER_KIND_LAYOUT, new byte[8]);
    assertEquals(
        List.of("answer 1 REFUSED QUOTA_EXCEEDED", "credit"),
        session.answer(1, 1, embedding(LONG), layout).said());
    // Answers under way count too: each of these would fit alone.
    session.stalled = true;
    session.answer(2, 1, SessionDriver.layer(LayerKind.LAYER_KIND_CAPTION, new byte[5]));
    session.answer(3, 1, SessionDriver.layer(LayerKind.LAYER_KIND_ATTRIBUTES, new byte[5]));
    session.stalled = false;
    assertEquals(
        List.of("answer 2 STORED", "credit", "answer 3 REFUSED QUOTA_EXCEEDED", "credit"),
        session.settle().said());
    assertTrue(ledger.layerBytes("default") <= 10);
    session.answer(4, 1, SessionDriver.layer(LayerKind.LAYER_KIND_ATTRIBUTES, new byte[1]));
    assertEquals(List.of("answer 4 STORED", "credit"), session.said());
  }

  @Test
  @DisplayName("S26: an answer is acked only when it is on disk")
  void s26BeforeTheDisk() {
    SessionDriver session = answering();
    session.stalled = true;
    assertEquals(List.of(), session.answer(1, 1, embedding(LONG)).said());
    session.stalled = false;
    assertEquals(List.of("answer 1 STORED", "credit"), session.settle().said());
  }

  @Test
  @DisplayName("S27: layers that are held, equal or longer, are held")
  void s27() {
    SessionDriver session = answering().answer(1, 1, embedding(LONG));
    session.said();
    assertEquals(List.of("answer 2 HELD", "credit"), session.answer(2, 1, embedding(LONG)).said());
    assertEquals(List.of("answer 3 HELD", "credit"), session.answer(3, 1, embedding(SHORT)).said());
  }

  @Test
  @DisplayName("S28: a layer that contradicts what is held is refused")
  void s28() {
    assertEquals(
        List.of("answer 1 REFUSED LAYER_CONFLICT", "credit"),
        answering().answer(1, 1, embedding(OTHER)).said());
    assertEquals(embedding(SHORT), ledger.find(key(1)).orElseThrow().gist().getLayers(0));
  }

  @Test
  @DisplayName("S29: what was removed, deleted or skipped, takes no layers")
  void s29() {
    SessionDriver session = answering();
    assertTrue(ledger.delete(key(1)).join().isPresent());
    List<String> refused = List.of("answer 1 REFUSED GIST_DELETED", "credit");
    assertEquals(refused, session.answer(1, 1, embedding(LONG)).said());
    assertEquals(refused, session.answer(1, 2, embedding(LONG)).said());
  }

  @Test
  @DisplayName("S30: what has not come yet takes no layers")
  void s30() {
    List<String> refused = List.of("answer 1 REFUSED NOT_FOUND", "credit");
    assertEquals(refused, answering().answer(1, 77, embedding(LONG)).said());
  }

  @Test
  @DisplayName("S31: an answer that the pack does not allow, or without layers, is refused in turn")
  void s31() {
    SessionDriver session = answering();
    session.stalled = true;
    session.answer(1, 1, embedding(LONG));
    session.answer(2, 1, Layer.newBuilder().setKindValue(77).build());
    session.answer(3, 1);
    session.stalled = false;
    assertEquals(
        List.of(
            "answer 1 STORED",
            "credit",
            "answer 2 REFUSED LAYER_MALFORMED",
            "credit",
            "answer 3 REFUSED LAYER_MALFORMED",
            "credit"),
        session.settle().said());
  }
}
