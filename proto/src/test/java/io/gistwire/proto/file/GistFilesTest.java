package io.gistwire.proto.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GistFile;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GistFilesTest {
  private static final ByteString FINGERPRINT = ByteString.copyFromUtf8("8 bytes.");

  private static Gist gist(byte[] code) {
    return Gist.newBuilder()
        .addLayers(
            Layer.newBuilder()
                .setKind(LayerKind.LAYER_KIND_EMBEDDING)
                .setData(ByteString.copyFrom(code)))
        .setCaptureTimeMillis(1_795_000_000_000L)
        .build();
  }

  @Property
  void the_checksum_is_the_jdks_crc32c(@ForAll byte[] bytes) {
    CRC32C jdk = new CRC32C();
    jdk.update(bytes);
    assertEquals((int) jdk.getValue(), new Crc32c().update(bytes).value());
  }

  @Property
  void a_written_file_reads_back(@ForAll byte[] code) throws GistFileException {
    GistFile file = GistFiles.of(FINGERPRINT, gist(code));
    assertEquals(file, GistFiles.read(file.toByteArray()));
    GistFiles.check(file);
  }

  @Property
  void every_flipped_bit_of_the_gist_is_noticed(
      @ForAll byte[] code, @ForAll @IntRange(max = 1 << 20) int where) {
    byte[] bytes = GistFiles.of(FINGERPRINT, gist(code)).toByteArray();
    bytes[where % bytes.length] ^= (byte) (1 << where % 8);
    assertThrows(GistFileException.class, () -> GistFiles.read(bytes));
  }

  @Test
  void a_cut_file_is_refused() {
    byte[] bytes = GistFiles.of(FINGERPRINT, gist(new byte[16])).toByteArray();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(GistFileException.class, () -> GistFiles.read(cut));
    }
  }

  @Test
  void the_checksum_covers_the_bytes_of_the_file_not_their_rewriting() throws Exception {
    // The capture time written first and the layer after it: the same message, other bytes.
    ByteString unusual =
        Gist.newBuilder()
            .setCaptureTimeMillis(7)
            .build()
            .toByteString()
            .concat(gist(new byte[3]).toBuilder().clearCaptureTimeMillis().build().toByteString());
    int crc = new Crc32c().update(FINGERPRINT.toByteArray()).update(unusual.toByteArray()).value();
    byte[] bytes = new byte[1 + 1 + 8 + 1 + 1 + unusual.size() + 1 + 4];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 10).put((byte) 8).put(FINGERPRINT.toByteArray());
    out.put((byte) 18).put((byte) unusual.size()).put(unusual.toByteArray());
    out.put((byte) 29).putInt(crc);
    assertEquals(7, GistFiles.read(bytes).getGist().getCaptureTimeMillis());
  }

  @Test
  void errors_name_what_was_seen() {
    GistFile other = GistFiles.of(FINGERPRINT, gist(new byte[2])).toBuilder().setCrc32C(5).build();
    GistFileException damaged = assertThrows(GistFileException.class, () -> GistFiles.check(other));
    assertTrue(damaged.getMessage().contains("00000005"), damaged.getMessage());
    ByteString three = ByteString.copyFromUtf8("abc");
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> GistFiles.of(three, gist(new byte[2])));
    assertTrue(wrong.getMessage().contains("has 3 bytes; 8 are needed"), wrong.getMessage());
  }
}
