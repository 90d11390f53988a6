package io.gistwire.server.paging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.server.refusal.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PageTokensTest {
  private static final Clock NOW = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final ListWatchesRequest REQUEST =
      ListWatchesRequest.newBuilder().setPageSize(7).build();

  private final PageTokens tokens = new PageTokens(new byte[32], NOW);

  private static void assertRefused(org.junit.jupiter.api.function.Executable open) {
    Refusal refusal = assertThrows(Refusal.class, open);
    assertEquals(ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID, refusal.reason());
  }

  @Property
  void a_token_gives_its_cursor_back(@ForAll @StringLength(max = 60) String cursor) {
    String token = tokens.seal("acme", REQUEST, cursor);
    String expected =
        new String(
            cursor.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(expected, tokens.open("acme", REQUEST, token));
  }

  @Property
  void a_token_with_any_changed_character_is_refused(
      @ForAll @IntRange(max = 40) int at, @ForAll char changed) {
    String token = tokens.seal("acme", REQUEST, "position 5");
    if (token.charAt(at) == changed) {
      return;
    }
    String forged = token.substring(0, at) + changed + token.substring(at + 1);
    assertRefused(() -> tokens.open("acme", REQUEST, forged));
  }

  @Test
  void a_token_holds_for_its_tenant_and_request_only() {
    String token = tokens.seal("acme", REQUEST, "5");
    assertRefused(() -> tokens.open("umbrella", REQUEST, token));
    ListWatchesRequest other = REQUEST.toBuilder().setPageSize(8).build();
    assertRefused(() -> tokens.open("acme", other, token));
    byte[] secret = new byte[32];
    secret[0] = 1;
    assertRefused(() -> new PageTokens(secret, NOW).open("acme", REQUEST, token));
  }

  @Test
  void a_token_is_refused_after_an_hour() {
    String token = tokens.seal("acme", REQUEST, "5");
    Clock later = Clock.offset(NOW, Duration.ofMinutes(61));
    assertRefused(() -> new PageTokens(new byte[32], later).open("acme", REQUEST, token));
  }

  @Test
  void garbage_and_very_long_tokens_are_refused() {
    assertRefused(() -> tokens.open("acme", REQUEST, "%%%"));
    assertRefused(() -> tokens.open("acme", REQUEST, "AAAA"));
    assertRefused(() -> tokens.open("acme", REQUEST, "A".repeat(100_000)));
  }
}
