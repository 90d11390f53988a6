package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.outbox.OutboxFullException;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OverflowPolicy;
import io.gistwire.client.photos.PhotoLimits;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.AnswerAck;
import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Refine;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a stream answers when the server requests later layers. */
class RefineTest extends StreamFixture {
  private static final io.gistwire.proto.v1.LayerKind LAYOUT =
      io.gistwire.proto.v1.LayerKind.LAYER_KIND_LAYOUT;
  private static final io.gistwire.proto.v1.LayerKind STRUCTURE =
      io.gistwire.proto.v1.LayerKind.LAYER_KIND_STRUCTURE;
  private static final io.gistwire.proto.v1.LayerKind THUMBNAIL =
      io.gistwire.proto.v1.LayerKind.LAYER_KIND_THUMBNAIL;

  /** Layers that depend on every byte of the photo, as a pack's do, without a pack. */
  private static final class BytesEncoder implements PhotoEncoder {
    private final CodeFingerprint fingerprint;
    private int salt;

    BytesEncoder(CodeFingerprint fingerprint) {
      this.fingerprint = fingerprint;
    }

    @Override
    public CodeFingerprint fingerprint() {
      return fingerprint;
    }

    @Override
    public Gist encode(byte[] photo, EncodeOptions options) {
      List<Layer> layers = new ArrayList<>();
      add(layers, LayerKind.EMBEDDING, options.embeddingBytes(), photo, options);
      add(layers, LayerKind.CAPTION, 7, photo, options);
      add(layers, LayerKind.LAYOUT, 24, photo, options);
      add(layers, LayerKind.STRUCTURE, 200, photo, options);
      return Gist.of(fingerprint, layers);
    }

    private void add(
        List<Layer> layers, LayerKind kind, int bytes, byte[] photo, EncodeOptions options) {
      if (options.layers().contains(kind)) {
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
          data[i] = (byte) (photo[i % photo.length] * 31 + i + kind.number() + salt);
        }
        layers.add(Layer.of(kind, data));
      }
    }
  }

  private final BytesEncoder encoder = new BytesEncoder(PACK);

  private void keepingPhotos(PhotoLimits limits) throws Exception {
    keepingPhotos(encoder, limits);
  }

  private void keepingPhotos(PhotoEncoder with, PhotoLimits limits) throws Exception {
    client.close(Duration.ofSeconds(5));
    client =
        GistwireClient.builder()
            .target("localhost:" + server.port())
            .plaintext()
            .encoder(with)
            .outbox(folder, (f, source) -> store)
            .keepPhotos(limits)
            .build();
  }

  private static byte[] photo(int number) {
    return ("photo number " + number).repeat(20).getBytes(StandardCharsets.US_ASCII);
  }

  private void refine(io.gistwire.proto.v1.LayerKind kind, long... sequences) {
    Refine.Builder refine = Refine.newBuilder().addKinds(kind);
    for (long sequence : sequences) {
      refine.addSequences(sequence);
    }
    server.refine(store.epoch(), refine.build());
  }

  @Test
  void layers_left_out_are_answered_when_the_server_requests_them() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      Gist rich =
          Gist.of(
              PACK,
              List.of(
                  Layer.of(LayerKind.EMBEDDING, new byte[16]),
                  Layer.of(LayerKind.LAYOUT, new byte[24]),
                  Layer.of(LayerKind.THUMBNAIL, new byte[3_000])));
      get(stream.send(rich).delivered());
      io.gistwire.proto.v1.Gist held =
          (io.gistwire.proto.v1.Gist) server.epoch(store.epoch()).get(1L);
      assertEquals(2, held.getLayersCount(), "the thumbnail exceeds what an unmeasured link gets");
      refine(THUMBNAIL, 1);
      server.await(() -> server.answers.size() == 1);
      assertEquals(3_000, server.answers.get(0).getLayers(0).getData().size());
      server.await(() -> store.stats().laterBytes() == 0);
    }
  }

  @Test
  void layers_that_travel_in_two_messages_are_forgotten_after_the_second() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(rich(new byte[300], new byte[65_300])).delivered());
      server.refine(
          store.epoch(),
          Refine.newBuilder().addSequences(1).addKinds(STRUCTURE).addKinds(THUMBNAIL).build());
      server.await(() -> server.answers.size() == 2);
      server.await(() -> store.stats().laterBytes() == 0);
    }
  }

  @Test
  void layers_of_other_kinds_than_those_asked_for_are_not_held_instead_of_them() throws Exception {
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(rich(new byte[300], new byte[3_000])).delivered());
      refine(LAYOUT, 1);
      server.await(() -> server.declines.size() == 1);
      assertEquals(DeclineReason.DECLINE_REASON_NOT_HELD, server.declines.get(0).getReason());
    }
  }

  /** A gist whose structure and thumbnail exceed what an unmeasured link gets. */
  private static Gist rich(byte[] structure, byte[] thumbnail) {
    return Gist.of(
        PACK,
        List.of(
            Layer.of(LayerKind.EMBEDDING, new byte[16]),
            Layer.of(LayerKind.STRUCTURE, structure),
            Layer.of(LayerKind.THUMBNAIL, thumbnail)));
  }

  @Test
  void a_photo_is_encoded_again_for_the_layers_asked_for() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      refine(LAYOUT, 1);
      server.await(() -> server.answers.size() == 1);
    }
    assertLayoutOf(photo(1), server.answers.get(0), 1);
    assertEquals(List.of(), server.declines);
  }

  @Test
  void a_photo_is_there_after_a_restart() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      get(stream.send(photo(2)).delivered());
    }
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      server.await(() -> server.opens.size() == 2);
      refine(LAYOUT, 2);
      server.await(() -> server.answers.size() == 1);
      assertLayoutOf(photo(2), server.answers.get(0), 2);
    }
  }

  @Test
  void what_left_the_bounded_folder_is_declined_as_no_longer_held() throws Exception {
    keepingPhotos(new PhotoLimits(2, 1 << 20));
    try (GistStream stream = client.open("cam-1")) {
      for (int i = 1; i <= 4; i++) {
        get(stream.send(photo(i)).delivered());
      }
      refine(LAYOUT, 1, 2, 3, 4);
      server.await(() -> server.answers.size() == 2 && server.declines.size() == 1);
      assertEquals(List.of(1L, 2L), server.declines.get(0).getSequencesList());
      assertEquals(DeclineReason.DECLINE_REASON_NOT_HELD, server.declines.get(0).getReason());
      assertLayoutOf(photo(3), server.answers.get(0), 3);
      assertLayoutOf(photo(4), server.answers.get(1), 4);
    }
  }

  @Test
  void a_photo_that_was_damaged_is_declined_and_never_used() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      Path file = onlyPhoto();
      byte[] bytes = Files.readAllBytes(file);
      bytes[40] ^= 1;
      Files.write(file, bytes);
      refine(LAYOUT, 1);
      server.await(() -> server.declines.size() == 1);
      assertEquals(DeclineReason.DECLINE_REASON_NOT_HELD, server.declines.get(0).getReason());
      assertTrue(Files.notExists(file));
    }
    assertEquals(List.of(), server.answers);
  }

  @Test
  void a_code_that_does_not_come_out_again_is_not_answered_with() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      encoder.salt = 1;
      refine(LAYOUT, 1);
      server.await(() -> server.declines.size() == 1);
      assertEquals(DeclineReason.DECLINE_REASON_NOT_MADE, server.declines.get(0).getReason());
    }
  }

  @Test
  void another_packs_encoder_makes_nothing_of_the_photo() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
    }
    keepingPhotos(new BytesEncoder(NEXT_PACK), PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      server.await(() -> server.opens.size() == 2);
      refine(LAYOUT, 1);
      server.await(() -> server.declines.size() == 1);
      assertEquals(DeclineReason.DECLINE_REASON_NOT_MADE, server.declines.get(0).getReason());
    }
  }

  @Test
  void what_is_larger_than_asked_for_is_declined_as_too_large() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      server.refine(
          store.epoch(),
          Refine.newBuilder().addSequences(1).addKinds(STRUCTURE).setMaxBytesEach(100).build());
      server.await(() -> server.declines.size() == 1);
      assertEquals(DeclineReason.DECLINE_REASON_TOO_LARGE, server.declines.get(0).getReason());
    }
  }

  @Test
  void a_longer_embedding_continues_what_was_sent() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      EncodeOptions coarse = EncodeOptions.defaults().withEmbeddingBytes(4);
      get(stream.send(photo(1), coarse, CaptureInfo.now()).delivered());
      refine(io.gistwire.proto.v1.LayerKind.LAYER_KIND_EMBEDDING, 1);
      server.await(() -> server.answers.size() == 1);
      io.gistwire.proto.v1.Gist sent =
          (io.gistwire.proto.v1.Gist) server.epoch(store.epoch()).get(1L);
      byte[] longer = server.answers.get(0).getLayers(0).getData().toByteArray();
      assertEquals(16, longer.length);
      assertArrayEquals(
          sent.getLayers(0).getData().toByteArray(), java.util.Arrays.copyOf(longer, 4));
    }
  }

  @Test
  void an_answer_without_its_ack_goes_again_in_the_next_session() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      synchronized (server) {
        server.forgetAnswers = true;
      }
      refine(LAYOUT, 1);
      server.await(() -> server.answers.size() == 1);
      synchronized (server) {
        server.forgetAnswers = false;
      }
      server.end(store.epoch(), Status.UNAVAILABLE.asRuntimeException());
      server.await(() -> server.answers.size() == 2);
      assertEquals(1, server.answers.get(1).getNumber(), "numbers begin anew");
      assertEquals(server.answers.get(0).getLayersList(), server.answers.get(1).getLayersList());
    }
  }

  @Test
  void a_refused_answer_forgets_the_photo() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    server.answerAck =
        AnswerAck.newBuilder()
            .setOutcome(AnswerOutcome.ANSWER_OUTCOME_REFUSED)
            .setReason(ErrorReason.ERROR_REASON_GIST_DELETED);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      Path file = onlyPhoto();
      refine(LAYOUT, 1);
      server.await(() -> server.answers.size() == 1);
      server.await(() -> Files.notExists(file));
    }
  }

  @Test
  void a_server_without_the_feature_gets_no_answer() throws Exception {
    server.features.clear();
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      get(stream.send(photo(1)).delivered());
      refine(LAYOUT, 1);
      get(stream.send(photo(2)).delivered());
    }
    assertEquals(List.of(), server.answers);
    assertEquals(List.of(), server.declines);
  }

  @Test
  void a_gist_with_its_photo_is_answered_for_too() throws Exception {
    keepingPhotos(PhotoLimits.DEFAULT);
    try (GistStream stream = client.open("cam-1")) {
      Gist gist = encoder.encode(photo(5), EncodeOptions.defaults());
      get(stream.send(gist, photo(5), CaptureInfo.now()).delivered());
      refine(LAYOUT, 1);
      server.await(() -> server.answers.size() == 1);
      assertLayoutOf(photo(5), server.answers.get(0), 1);
    }
  }

  @Test
  void the_photo_of_a_gist_that_the_outbox_refused_is_not_kept() throws Exception {
    synchronized (server) {
      server.mute = true;
    }
    client.close(Duration.ofSeconds(5));
    client =
        GistwireClient.builder()
            .target("localhost:" + server.port())
            .plaintext()
            .encoder(encoder)
            .outbox(folder, (f, source) -> store)
            .limits(new OutboxLimits(1, 1 << 20, 0, OverflowPolicy.REFUSE))
            .keepPhotos(PhotoLimits.DEFAULT)
            .build();
    GistStream stream = client.open("cam-1");
    get(stream.send(photo(1)).stored());
    assertInstanceOf(OutboxFullException.class, failure(stream.send(photo(2)).stored()));
    assertTrue(onlyPhoto().getFileName().toString().contains("-1."));
  }

  @Test
  void photos_need_a_durable_outbox_beside_them() {
    ClientBuilder builder =
        GistwireClient.builder().volatileOutbox().keepPhotos(PhotoLimits.DEFAULT);
    assertThrows(IllegalStateException.class, builder::build);
  }

  private Path onlyPhoto() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("cam-1.photos"))) {
      List<Path> found = files.toList();
      assertEquals(1, found.size(), found.toString());
      return found.get(0);
    }
  }

  private void assertLayoutOf(byte[] photo, Answer answer, long sequence) {
    Gist again =
        encoder.encode(
            photo, EncodeOptions.defaults().withLayers(java.util.Set.of(LayerKind.LAYOUT)));
    assertEquals(sequence, answer.getSequence());
    assertEquals(1, answer.getLayersCount());
    assertEquals(LAYOUT, answer.getLayers(0).getKind());
    assertArrayEquals(
        again.layers().get(0).toByteArray(), answer.getLayers(0).getData().toByteArray());
  }
}
