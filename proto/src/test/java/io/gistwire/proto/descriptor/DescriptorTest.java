package io.gistwire.proto.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DescriptorTest {
  private static final Path COMMITTED = Path.of("descriptor", "v1.binpb");
  private static final Path BUILT =
      Path.of("target", "generated-resources", "protobuf", "descriptor-sets");

  private static FileDescriptorSet committed() throws IOException {
    return FileDescriptorSet.parseFrom(Files.readAllBytes(COMMITTED));
  }

  private static FileDescriptorSet current() throws IOException {
    try (Stream<Path> files = Files.list(BUILT)) {
      Path built =
          files.filter(file -> file.toString().endsWith(".protobin")).findAny().orElseThrow();
      return FileDescriptorSet.parseFrom(Files.readAllBytes(built));
    }
  }

  @Test
  void nothing_that_clients_may_use_is_renamed_renumbered_retyped_or_removed() throws IOException {
    List<String> breaks = Breaks.between(committed(), current());
    assertEquals(
        List.of(),
        breaks,
        "breaks clients of gistwire.v1; undo it, or add a new field beside the old one");
  }

  @Test
  void the_committed_descriptor_knows_everything_that_is_declared() throws IOException {
    List<String> added = Breaks.between(current(), committed());
    assertEquals(
        List.of(), added, "new in the protos; run `proto/lint --accept` and commit the descriptor");
  }

  @Test
  void a_renamed_field_is_a_break() throws IOException {
    FileDescriptorSet renamed = change(field -> field.setName("photo_wide_pixels"));
    assertFinds("Gist.photo_width_pixels = 3 is renamed to photo_wide_pixels", renamed);
  }

  @Test
  void a_renumbered_field_is_a_break() throws IOException {
    assertFinds(
        "Gist.photo_width_pixels = 3 was removed or renumbered",
        change(field -> field.setNumber(99)));
  }

  @Test
  void a_retyped_field_is_a_break() throws IOException {
    assertFinds(
        "Gist.photo_width_pixels = 3 changed",
        change(field -> field.setType(FieldDescriptorProto.Type.TYPE_INT64)));
  }

  @Test
  void whatever_is_taken_away_is_a_break() throws IOException {
    FileDescriptorSet.Builder without = current().toBuilder();
    without.clearFile();
    for (FileDescriptorProto file : current().getFileList()) {
      if (!file.getName().endsWith("batch.proto")) {
        without.addFile(file);
      }
    }
    assertFinds("batch.proto was removed", without.build());
    FileDescriptorSet.Builder fewer = current().toBuilder();
    for (FileDescriptorProto.Builder file : fewer.getFileBuilderList()) {
      file.clearEnumType().clearService();
    }
    assertFinds("enum LayerKind was removed", fewer.build());
    assertFinds("service SessionService was removed", fewer.build());
  }

  private static void assertFinds(String words, FileDescriptorSet changed) throws IOException {
    List<String> breaks = Breaks.between(committed(), changed);
    assertTrue(breaks.stream().anyMatch(line -> line.contains(words)), breaks.toString());
  }

  private static FileDescriptorSet change(Consumer<FieldDescriptorProto.Builder> edit)
      throws IOException {
    FileDescriptorSet.Builder set = current().toBuilder();
    for (FileDescriptorProto.Builder file : set.getFileBuilderList()) {
      for (DescriptorProto.Builder message : file.getMessageTypeBuilderList()) {
        for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
          if (message.getName().equals("Gist") && field.getName().equals("photo_width_pixels")) {
            edit.accept(field);
          }
        }
      }
    }
    return set.build();
  }
}
