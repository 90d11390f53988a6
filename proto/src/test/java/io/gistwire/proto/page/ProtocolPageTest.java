package io.gistwire.proto.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.batch.BatchLimits;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** PROTOCOL.md states what the code does. */
class ProtocolPageTest {
  private static String page() throws IOException {
    return Files.readString(Path.of("PROTOCOL.md"));
  }

  private static byte[] example(String name) throws IOException {
    Matcher block = Pattern.compile("```hex\\s+" + name + ":([0-9a-f\\s]+)```").matcher(page());
    assertEquals(true, block.find(), "PROTOCOL.md has the example " + name);
    return HexFormat.of().parseHex(block.group(1).replaceAll("\\s", ""));
  }

  private static Layer layer(LayerKind kind, int stages, int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return Layer.newBuilder()
        .setKind(kind)
        .setConditionedStages(stages)
        .setData(ByteString.copyFrom(bytes))
        .build();
  }

  private static Gist gist(long timeMillis, Layer... layers) {
    return Gist.newBuilder()
        .addAllLayers(Arrays.asList(layers))
        .setCaptureTimeMillis(timeMillis)
        .build();
  }

  private static void assertExample(String name, long firstSequence, List<Gist> gists)
      throws Exception {
    byte[] bytes = example(name);
    Batch batch = Batch.parseFrom(bytes);
    assertEquals(firstSequence, batch.getFirstSequence());
    assertEquals(gists, BatchColumns.unpack(batch, new BatchLimits(64, 1024)));
    String packed =
        HexFormat.ofDelimiter(" ").formatHex(BatchColumns.pack(firstSequence, gists).toByteArray());
    assertEquals(packed, HexFormat.ofDelimiter(" ").formatHex(bytes));
    assertArrayEquals(bytes, BatchColumns.pack(firstSequence, gists).toByteArray());
  }

  @Test
  void the_lone_gist_of_the_page_decodes_and_is_what_we_send() throws Exception {
    Layer embedding = layer(LayerKind.LAYER_KIND_EMBEDDING, 0, 1, 2, 3, 4);
    assertExample("lone", 7, List.of(gist(0, embedding, layer(LayerKind.LAYER_KIND_CAPTION, 4))));
  }

  @Test
  void the_three_gists_of_the_page_decode_and_are_what_we_send() throws Exception {
    Layer second = layer(LayerKind.LAYER_KIND_EMBEDDING, 0, 0xAA, 0xCC);
    assertExample(
        "three",
        300,
        List.of(
            gist(
                1000,
                layer(LayerKind.LAYER_KIND_EMBEDDING, 0, 0xAA, 0xBB),
                layer(LayerKind.LAYER_KIND_CAPTION, 2, 0x41)),
            gist(1100, second),
            gist(1230, second, layer(LayerKind.LAYER_KIND_CAPTION, 2, 0x42, 0x43, 0x44))));
  }

  @Test
  void every_reason_has_a_row_with_the_status_that_its_comment_states() throws IOException {
    Set<String> rows = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([A-Z_]+)").matcher(page());
    while (row.find()) {
      rows.add(row.group(1) + " " + row.group(2));
    }
    String proto =
        Files.readString(Path.of("src/main/proto/gistwire/v1/error_reason.proto"))
            .replaceAll("\\n\\s*//", "");
    Set<String> declared = new TreeSet<>();
    for (ErrorReason reason : ErrorReason.values()) {
      if (reason != ErrorReason.UNRECOGNIZED && reason.getNumber() > 0) {
        Matcher status =
            Pattern.compile("\\. ([A-Z_]{5,})[^\\n]*\\n\\s*" + reason.name() + " =").matcher(proto);
        assertEquals(true, status.find(), reason.name() + " states its status");
        declared.add(reason.name().substring("ERROR_REASON_".length()) + " " + status.group(1));
      }
    }
    assertEquals(declared, rows);
  }

  @Test
  void rows_of_the_state_table_have_their_own_ids_in_order() throws IOException {
    List<String> ids = new ArrayList<>();
    Matcher row = Pattern.compile("(?m)^\\| ([SC][0-9]{2}) \\|").matcher(page());
    while (row.find()) {
      ids.add(row.group(1));
    }
    assertEquals(ids.size(), new HashSet<>(ids).size(), "ids are unique: " + ids);
    assertEquals(50, ids.stream().filter(id -> id.startsWith("S")).count());
    assertEquals(28, ids.stream().filter(id -> id.startsWith("C")).count());
  }
}
