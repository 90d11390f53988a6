package io.gistwire.proto.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.IntegerColumn;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerColumn;
import io.gistwire.proto.v1.LayerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BatchColumnsTest {
  private static final BatchLimits LIMITS = new BatchLimits(256, 1 << 16);

  @Provide
  Arbitrary<List<Gist>> gists() {
    return Gists.lists();
  }

  private static Batch usualBatch() {
    Random random = new Random(7);
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      gists.add(Gists.usual(random, i, 1_700_000_000_000L + 40 * i + random.nextInt(5)));
    }
    return BatchColumns.pack(9, gists);
  }

  private static void assertRefused(ErrorReason reason, String words, Batch batch) {
    BatchFormatException refused =
        assertThrows(BatchFormatException.class, () -> BatchColumns.unpack(batch, LIMITS));
    assertEquals(reason, refused.reason());
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
  }

  private static void assertMalformed(String words, Batch.Builder batch) {
    assertRefused(ErrorReason.ERROR_REASON_BATCH_MALFORMED, words, batch.build());
  }

  private static LayerColumn.Builder embeddingColumn(int bytes) {
    return LayerColumn.newBuilder()
        .setKind(LayerKind.LAYER_KIND_EMBEDDING)
        .setData(ByteString.copyFrom(new byte[bytes]));
  }

  private static Batch.Builder batchOf(int count, LayerColumn.Builder column) {
    return Batch.newBuilder().setFirstSequence(1).setGistCount(count).addColumns(column);
  }

  @Property
  void gists_come_back_as_they_were(@ForAll("gists") List<Gist> gists) throws Exception {
    Batch batch = BatchColumns.pack(1, gists);
    Batch received = Batch.parseFrom(batch.toByteArray());
    assertEquals(gists, BatchColumns.unpack(received, LIMITS));
  }

  @Property
  void damaged_bytes_give_gists_or_the_typed_error(
      @ForAll("gists") List<Gist> gists, @ForAll Random random) {
    byte[] bytes = BatchColumns.pack(1, gists).toByteArray();
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    try {
      List<Gist> read = BatchColumns.unpack(Batch.parseFrom(bytes), LIMITS);
      assertTrue(read.size() <= LIMITS.maxGists());
    } catch (InvalidProtocolBufferException | BatchFormatException expected) {
      assertFalse(expected.getMessage().isEmpty());
    }
  }

  @Test
  void leading_bytes_that_frames_share_travel_once() throws BatchFormatException {
    byte[] code = new byte[16];
    new Random(3).nextBytes(code);
    List<Gist> frames = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      code[15] = (byte) i;
      frames.add(
          Gist.newBuilder()
              .addLayers(
                  Layer.newBuilder()
                      .setKind(LayerKind.LAYER_KIND_EMBEDDING)
                      .setData(ByteString.copyFrom(code)))
              .build());
    }
    Batch batch = BatchColumns.pack(1, frames);
    assertTrue(batch.getSerializedSize() < 16 + 32 + 40, batch.getSerializedSize() + " bytes");
    assertEquals(frames, BatchColumns.unpack(batch, LIMITS));
  }

  @Test
  void a_batch_above_a_limit_is_too_large() {
    Batch.Builder batch = usualBatch().toBuilder();
    assertRefused(
        ErrorReason.ERROR_REASON_BATCH_TOO_LARGE,
        "257 gists; at most 256",
        batch.setGistCount(257).build());
    assertRefused(
        ErrorReason.ERROR_REASON_BATCH_TOO_LARGE,
        "4294967295 gists",
        batch.setGistCount(-1).build());
    assertRefused(
        ErrorReason.ERROR_REASON_BATCH_TOO_LARGE,
        "at most 65536",
        batchOf(1, embeddingColumn(1 << 16)).build());
  }

  @Test
  void a_batch_begins_at_a_sequence_that_exists() {
    assertMalformed("sequence 0", usualBatch().toBuilder().setFirstSequence(0));
    assertMalformed("sequence 18446744073709551615", usualBatch().toBuilder().setFirstSequence(-1));
    assertMalformed(
        "sequence 9223372036854775807", usualBatch().toBuilder().setFirstSequence(Long.MAX_VALUE));
  }

  @Test
  void columns_ascend_and_have_a_kind() {
    LayerColumn embedding = usualBatch().getColumns(0);
    assertMalformed("follows one of kind 2", usualBatch().toBuilder().addColumns(embedding));
    assertMalformed("kind 0", batchOf(1, embeddingColumn(16).setKindValue(0)));
    assertMalformed("kind -1", batchOf(1, embeddingColumn(16).setKindValue(-1)));
  }

  @Test
  void lengths_add_up_to_the_data() {
    assertMalformed("do not divide among 2 layers", batchOf(2, embeddingColumn(33)));
    LayerColumn.Builder column =
        embeddingColumn(33).setLengths(IntegerColumn.newBuilder().setBase(16));
    assertMalformed("add up to 32", batchOf(2, column));
    column.setLengths(IntegerColumn.newBuilder().setBase(Long.MAX_VALUE));
    assertMalformed("0 to 33 are allowed", batchOf(2, column));
  }

  @Test
  void presence_has_a_bit_a_gist_and_at_least_one_is_set() {
    ByteString none = ByteString.copyFrom(new byte[1]);
    assertMalformed("in no gist", batchOf(2, embeddingColumn(16).setPresence(none)));
    ByteString padded = ByteString.copyFrom(new byte[] {(byte) 0xA0});
    assertMalformed("padding", batchOf(2, embeddingColumn(16).setPresence(padded)));
    ByteString tooLong = ByteString.copyFrom(new byte[] {(byte) 0x80, 0});
    assertMalformed("bytes more", batchOf(2, embeddingColumn(16).setPresence(tooLong)));
    assertMalformed("ends after", batchOf(9, embeddingColumn(16).setPresence(none)));
  }

  @Test
  void shared_bytes_never_reach_beyond_the_batch_or_grow_without_bound() {
    IntegerColumn sixteen = IntegerColumn.newBuilder().setBase(16).build();
    LayerColumn.Builder column =
        embeddingColumn(0).setLengths(sixteen).setSharedLeadingBytes(sixteen);
    assertMalformed("at most 0 can be", batchOf(2, column));
    LayerColumn.Builder caption = column.clone().setKind(LayerKind.LAYER_KIND_CAPTION);
    assertMalformed("only an embedding", batchOf(2, caption));
    column.setLengths(IntegerColumn.newBuilder().setBase(1 << 20));
    assertMalformed("0 to 256 are allowed", batchOf(2, column));
  }

  @Test
  void an_implied_caption_is_not_a_missing_caption() throws BatchFormatException {
    Random random = new Random(5);
    Gist implied = Gists.usual(random, 0, 0);
    Gist none = implied.toBuilder().removeLayers(1).build();
    List<Gist> read = BatchColumns.unpack(BatchColumns.pack(1, List.of(implied, none)), LIMITS);
    assertEquals(2, read.get(0).getLayersCount());
    assertEquals(1, read.get(1).getLayersCount());
  }

  @Test
  void a_gist_of_a_kind_from_the_future_is_handed_on_as_it_is() throws BatchFormatException {
    Batch batch = batchOf(1, embeddingColumn(3).setKindValue(77)).build();
    assertEquals(77, BatchColumns.unpack(batch, LIMITS).get(0).getLayers(0).getKindValue());
  }

  @Test
  void packing_refuses_what_could_not_be_read() {
    Gist gist = Gists.usual(new Random(1), 3, 0);
    Gist late = gist.toBuilder().setCaptureTimeMillis(Long.MAX_VALUE).build();
    Gist disorder = gist.toBuilder().addLayers(gist.getLayers(0)).build();
    assertThrows(IllegalArgumentException.class, () -> BatchColumns.pack(0, List.of(gist)));
    assertThrows(IllegalArgumentException.class, () -> BatchColumns.pack(1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> BatchColumns.pack(1, List.of(late)));
    assertThrows(IllegalArgumentException.class, () -> BatchColumns.pack(1, List.of(disorder)));
  }
}
