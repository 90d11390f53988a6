package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.GetGistRequest;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.LayerRequestState;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.Refine;
import io.gistwire.proto.v1.RequestLayersRequest;
import io.gistwire.proto.v1.RequestLayersResponse;
import io.gistwire.server.session.ExchangeClient;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a person who wants to see more to a device that sends it, and back. */
@Timeout(120)
class RequestLayersTest {
  private static final long EPOCH = 0xfeed;
  private static final ByteString STORED = ByteString.copyFrom(WholeServer.STORED.toByteArray());
  private static final LayerKind LAYOUT = LayerKind.LAYER_KIND_LAYOUT;
  private static final LayerKind CAPTION = LayerKind.LAYER_KIND_CAPTION;

  @TempDir Path path;
  private WholeServer server;
  private WholeServer.As person;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.open(path);
    person = server.as("acme");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** A device that has sent three gists. */
  private ExchangeClient device(String... features) throws Exception {
    ExchangeClient device = server.as("acme").stream();
    device.request(Integer.MAX_VALUE);
    device.send(Streams.open(STORED, "cam", EPOCH, features));
    ExchangeResponse first = device.take();
    assertTrue(first.hasOpened());
    if (first.getOpened().getHeldThrough() == 0) {
      device.send(Streams.batch(1, 3));
      assertEquals(3, device.takeAck().getThroughSequence());
    }
    return device;
  }

  private static void leave(ExchangeClient device) throws Exception {
    device.closeStream();
    assertEquals("OK", device.awaitEnd());
  }

  private static RequestLayersRequest.Builder wanted(LayerKind kind, long... sequences) {
    RequestLayersRequest.Builder request = RequestLayersRequest.newBuilder().addLayers(kind);
    for (long sequence : sequences) {
      request.addNames(Streams.name("cam", EPOCH, sequence));
    }
    return request;
  }

  private RequestLayersResponse ask(RequestLayersRequest.Builder request) {
    return person.gists().requestLayers(request.build());
  }

  private static Refine takeRefine(ExchangeClient device) throws InterruptedException {
    ExchangeResponse response = device.take();
    while (!response.hasRefine()) {
      response = device.take();
    }
    return response.getRefine();
  }

  @Test
  void a_connected_device_is_asked_and_its_answer_is_in_the_gist() throws Exception {
    ExchangeClient device = device("answers", "refine");
    RequestLayersResponse told = ask(wanted(LAYOUT, 2, 3).addLayers(CAPTION).setMaxBytesEach(400));
    assertEquals(LayerRequestState.LAYER_REQUEST_STATE_ASKED, told.getState());
    assertEquals(2, told.getAskedCount());
    Refine refine = takeRefine(device);
    assertEquals(List.of(2L, 3L), refine.getSequencesList());
    assertEquals(List.of(LAYOUT, CAPTION), refine.getKindsList());
    assertEquals(400, refine.getMaxBytesEach());
    device.send(Streams.answer(1, 2, Streams.layer(LAYOUT, new byte[8])));
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_STORED, device.take().getAnswerAck().getOutcome());
    var gist =
        person
            .gists()
            .getGist(GetGistRequest.newBuilder().setName(Streams.name("cam", EPOCH, 2)).build())
            .getGist();
    assertEquals(LAYOUT, gist.getGist().getLayers(1).getKind());
  }

  @Test
  void a_device_that_is_away_is_asked_when_it_returns() throws Exception {
    leave(device("answers", "refine"));
    for (int i = 0; i < 3; i++) {
      RequestLayersResponse told = ask(wanted(LAYOUT, 1));
      assertEquals(LayerRequestState.LAYER_REQUEST_STATE_KEPT, told.getState());
    }
    assertEquals(LayerRequestState.LAYER_REQUEST_STATE_KEPT, ask(wanted(CAPTION, 3)).getState());
    ExchangeClient back = device("answers", "refine");
    assertEquals(List.of(1L), takeRefine(back).getSequencesList(), "the same request counts once");
    assertEquals(List.of(3L), takeRefine(back).getSequencesList());
    leave(back);
  }

  @Test
  void a_client_that_cannot_answer_is_not_asked() throws Exception {
    ExchangeClient device = device("answers");
    assertRefused("FAILED_PRECONDITION REFINE_UNSUPPORTED", () -> ask(wanted(LAYOUT, 1)));
    leave(device);
  }

  @Test
  void a_gist_that_no_device_made_is_not_asked_for() {
    CreateGistRequest create =
        CreateGistRequest.newBuilder()
            .setParent("sources/cam")
            .setCodeFingerprint(STORED)
            .setGist(Streams.gist(1))
            .build();
    String name = person.gists().createGist(create).getGist().getName();
    assertRefused(
        "FAILED_PRECONDITION REFINE_UNSUPPORTED",
        () -> ask(RequestLayersRequest.newBuilder().addNames(name).addLayers(LAYOUT)));
  }

  @Test
  void what_is_held_and_cannot_be_continued_is_not_asked_for() throws Exception {
    ExchangeClient device = device("answers", "refine");
    device.send(Streams.answer(1, 1, Streams.layer(CAPTION, (byte) 7)));
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_STORED, device.take().getAnswerAck().getOutcome());
    RequestLayersResponse told = ask(wanted(CAPTION, 1));
    assertEquals(LayerRequestState.LAYER_REQUEST_STATE_HELD, told.getState());
    assertEquals(1, ask(wanted(CAPTION, 1, 2)).getAskedCount());
    assertEquals(List.of(2L), takeRefine(device).getSequencesList());
    assertEquals(1, ask(wanted(LayerKind.LAYER_KIND_EMBEDDING, 1)).getAskedCount());
  }

  @Test
  void somebody_elses_gists_are_not_there() throws Exception {
    ExchangeClient device = device("answers", "refine");
    RequestLayersRequest request = wanted(LAYOUT, 1).build();
    assertRefused(
        "NOT_FOUND NOT_FOUND", () -> server.as("umbrella").gists().requestLayers(request));
    var elsewhere = server.as("acme", EnumSet.of(Permission.PERMISSION_WRITE), "gate");
    assertRefused(
        "PERMISSION_DENIED SOURCE_FORBIDDEN", () -> elsewhere.gists().requestLayers(request));
    var reader = server.as("acme", EnumSet.of(Permission.PERMISSION_READ));
    assertRefused(
        "PERMISSION_DENIED PERMISSION_MISSING", () -> reader.gists().requestLayers(request));
    assertRefused("NOT_FOUND NOT_FOUND", () -> ask(wanted(LAYOUT, 4)));
    leave(device);
  }

  @Test
  void requests_that_contradict_themselves_are_refused() throws Exception {
    leave(device("answers", "refine"));
    String invalid = "INVALID_ARGUMENT FIELD_INVALID";
    assertRefused(invalid, () -> ask(wanted(LAYOUT)));
    assertRefused(
        invalid, () -> ask(wanted(LAYOUT, IntStream.range(1, 258).asLongStream().toArray())));
    assertRefused(invalid, () -> ask(wanted(LAYOUT, 1).clearLayers()));
    assertRefused(invalid, () -> ask(wanted(LAYOUT, 1).addLayers(LAYOUT)));
    assertRefused(invalid, () -> ask(wanted(LAYOUT, 1).addLayersValue(77)));
    assertRefused(invalid, () -> ask(wanted(LAYOUT, 1).addNames("cam")));
    String other = Streams.name("cam", EPOCH + 1, 1);
    assertRefused(invalid, () -> ask(wanted(LAYOUT, 1).addNames(other)));
  }

  @Test
  void too_many_requests_for_a_device_that_is_away_are_refused() throws Exception {
    leave(device("answers", "refine"));
    for (int bytes = 1; bytes <= 8; bytes++) {
      ask(wanted(LAYOUT, 1).setMaxBytesEach(bytes));
    }
    assertRefused(
        "RESOURCE_EXHAUSTED SERVER_BUSY", () -> ask(wanted(LAYOUT, 1).setMaxBytesEach(9)));
  }

  @Test
  void answers_that_no_one_asked_for_do_no_harm() throws Exception {
    ExchangeClient device = device("answers", "refine");
    device.send(Streams.answer(1, 99, Streams.layer(LAYOUT, new byte[8])));
    var refused = device.take().getAnswerAck();
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_REFUSED, refused.getOutcome());
    device.send(Streams.answer(77, 1, Streams.layer(LAYOUT, new byte[8])));
    ExchangeResponse response = device.take();
    while (!response.hasAnswerAck()) {
      response = device.take();
    }
    assertEquals(AnswerOutcome.ANSWER_OUTCOME_STORED, response.getAnswerAck().getOutcome());
    device.send(Streams.batch(4, 2));
    assertEquals(5, device.takeAck().getThroughSequence());
    leave(device);
  }

  @Test
  void an_answer_without_the_feature_is_ignored_and_the_stream_goes_on() throws Exception {
    ExchangeClient device = device();
    device.send(Streams.answer(1, 1, Streams.layer(LAYOUT, new byte[8])));
    device.send(Streams.batch(4, 2));
    assertEquals(5, device.take().getAck().getThroughSequence(), "nothing was said before it");
    var gist =
        person
            .gists()
            .getGist(GetGistRequest.newBuilder().setName(Streams.name("cam", EPOCH, 1)).build())
            .getGist();
    assertEquals(1, gist.getGist().getLayersCount());
    leave(device);
  }
}
