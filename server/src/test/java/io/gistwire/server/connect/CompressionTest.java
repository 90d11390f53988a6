package io.gistwire.server.connect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.server.shares.TenantShares;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionTest {
  private static final byte[] PLAIN = new byte[5000];

  private static RequestBudget budget(long bytes) {
    RequestBudget budget = new RequestBudget(new TenantShares("bytes", bytes, 1));
    budget.belongsTo("acme");
    return budget;
  }

  @Test
  void what_a_body_unpacks_to_counts_like_a_body() {
    byte[] bomb = Compression.GZIP.compress(new byte[1_000_000]);
    ConnectException refused =
        assertThrows(
            ConnectException.class,
            () -> Compression.GZIP.decompress(bomb, 2_000_000, budget(500_000)));
    assertEquals(ConnectCode.RESOURCE_EXHAUSTED, refused.error().code());
  }

  @Test
  void what_is_compressed_is_read_again() throws Exception {
    byte[] packed = Compression.GZIP.compress(PLAIN);
    assertArrayEquals(PLAIN, Compression.GZIP.decompress(packed, PLAIN.length, budget(1 << 20)));
  }

  @Test
  void a_small_body_that_grows_above_the_limit_is_refused() {
    byte[] bomb = Compression.GZIP.compress(new byte[50_000_000]);
    ConnectException refused =
        assertThrows(
            ConnectException.class, () -> Compression.GZIP.decompress(bomb, 1000, budget(1 << 20)));
    assertEquals(ConnectCode.RESOURCE_EXHAUSTED, refused.error().code());
  }

  @Test
  void damaged_and_cut_data_is_an_error_of_the_caller() {
    byte[] packed = Compression.GZIP.compress(PLAIN);
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    for (byte[] damaged : new byte[][] {cut, {1, 2, 3}}) {
      ConnectException refused =
          assertThrows(
              ConnectException.class,
              () -> Compression.GZIP.decompress(damaged, 10_000, budget(1 << 20)));
      assertEquals(ConnectCode.INVALID_ARGUMENT, refused.error().code());
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, IDENTITY",
        "'', IDENTITY",
        "gzip, GZIP",
        "'br, gzip', GZIP",
        "'gzip;q=0', IDENTITY",
        "'gzip;q=0.5', GZIP",
        "br, IDENTITY"
      })
  void answers_use_what_the_client_accepts(String header, Compression expected) {
    assertEquals(expected, Compression.accepted(header));
  }

  @Test
  void an_unknown_encoding_is_named_with_those_that_are_known() {
    ConnectException refused = assertThrows(ConnectException.class, () -> Compression.of("br"));
    assertEquals(ConnectCode.UNIMPLEMENTED, refused.error().code());
    assertEquals(
        "unknown compression \"br\": supported encodings are gzip and identity",
        refused.error().message());
  }
}
