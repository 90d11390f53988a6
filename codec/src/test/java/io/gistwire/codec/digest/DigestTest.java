package io.gistwire.codec.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DigestTest {
  @Property
  void hex_equals_the_jdk_of_java_17(@ForAll byte[] bytes) {
    assertEquals(HexFormat.of().formatHex(bytes), Hex.of(bytes));
  }

  @Test
  void hex_of_a_part_leaves_the_rest_out() {
    byte[] bytes = {0, 0x1f, (byte) 0xff, 7};
    assertEquals("1fff", Hex.of(bytes, 1, 3));
    assertEquals("", Hex.of(bytes, 4, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> Hex.of(bytes, 2, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> Hex.of(bytes, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Hex.of(bytes, -1, 2));
  }

  @Test
  void sha256_has_the_value_of_the_standard() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Hex.of(Sha256.of(abc)));
  }

  @Property
  void parts_have_the_sum_of_the_whole(@ForAll byte[] first, @ForAll byte[] second) {
    MessageDigest whole = Sha256.begin();
    whole.update(first);
    whole.update(second);
    assertArrayEquals(whole.digest(), Sha256.of(first, second));
  }
}
