package io.gistwire.server.connect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final int LIMIT_BYTES = 100;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_is_written_is_split_into_the_same_messages() throws Exception {
    Buffer body =
        new Envelope(0, bytes("one"))
            .toBuffer()
            .appendBuffer(new Envelope(Envelope.COMPRESSED, new byte[0]).toBuffer())
            .appendBuffer(new Envelope(Envelope.END_STREAM, bytes("{}")).toBuffer());
    List<Envelope> read = Envelope.split(body.getBytes(), LIMIT_BYTES);
    assertEquals(3, read.size());
    assertArrayEquals(bytes("one"), read.get(0).data());
    assertEquals(Envelope.COMPRESSED, read.get(1).flags());
    assertEquals(Envelope.END_STREAM, read.get(2).flags());
  }

  @Test
  void every_body_that_is_cut_off_is_refused() {
    byte[] whole = new Envelope(0, bytes("message")).toBuffer().getBytes();
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      ConnectException refused =
          assertThrows(ConnectException.class, () -> Envelope.split(cut, LIMIT_BYTES));
      assertEquals(ConnectCode.INVALID_ARGUMENT, refused.error().code());
    }
  }

  @Test
  void a_length_above_the_limit_is_refused_before_anything_is_allocated() {
    byte[] head = {0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    ConnectException refused =
        assertThrows(ConnectException.class, () -> Envelope.split(head, LIMIT_BYTES));
    assertEquals(ConnectCode.RESOURCE_EXHAUSTED, refused.error().code());
    assertEquals(
        "the message has 4294967295 bytes; at most 100 bytes are taken; send a smaller one",
        refused.error().message());
  }
}
