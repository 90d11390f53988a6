package io.gistwire.server.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.JsonFormat;
import io.gistwire.proto.v1.CompactLedgerRequest;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.server.shares.TenantShares;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBoundsTest {
  private final TenantShares shares = new TenantShares("bytes", 1 << 20, 1);
  private final MessageCodec codec =
      new MessageCodec.Json(JsonFormat.TypeRegistry.newBuilder().build());

  private RequestBudget budget() {
    RequestBudget budget = new RequestBudget(shares);
    budget.belongsTo("acme");
    return budget;
  }

  private ConnectException refusal(String json) {
    return assertThrows(ConnectException.class, () -> JsonBounds.check(json, budget()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"max_pages\":1e999999999}",
        "{\"max_pages\":\"1e999999999\"}",
        "{\"max_pages\":\"1\\u0065999999999\"}",
        "{\"max_pages\":-1E+00000000401}",
        "[0.1e-1000000]"
      })
  void a_number_of_too_many_digits_is_refused_before_it_is_made(String json) {
    assertEquals(ConnectCode.INVALID_ARGUMENT, refusal(json).error().code());
    ConnectException refused =
        assertThrows(
            ConnectException.class,
            () ->
                codec.parse(
                    CompactLedgerRequest.getDefaultInstance(),
                    json.getBytes(StandardCharsets.UTF_8),
                    budget()));
    assertTrue(refused.error().message().contains("exponent"), refused.error().message());
  }

  @Test
  void a_number_as_long_as_a_book_is_refused() {
    String digits = "9".repeat(100_000);
    assertEquals(
        ConnectCode.INVALID_ARGUMENT, refusal("{\"a\":\"" + digits + "\"}").error().code());
    for (String json : new String[] {digits, '"' + digits + '"'}) {
      byte[] bytes = ("{\"max_pages\":" + json + "}").getBytes(StandardCharsets.UTF_8);
      ConnectException refused =
          assertThrows(
              ConnectException.class,
              () -> codec.parse(CompactLedgerRequest.getDefaultInstance(), bytes, budget()));
      assertEquals(ConnectCode.INVALID_ARGUMENT, refused.error().code());
    }
  }

  @Test
  void deep_nesting_is_refused() {
    assertEquals(ConnectCode.INVALID_ARGUMENT, refusal("[".repeat(100_000)).error().code());
    assertEquals(ConnectCode.INVALID_ARGUMENT, refusal("{\"a\":".repeat(70)).error().code());
  }

  @Test
  void many_values_take_memory_of_the_tenant() {
    String json = "[" + "0,".repeat(100_000) + "0]";
    assertEquals(ConnectCode.RESOURCE_EXHAUSTED, refusal(json).error().code());
  }

  @Test
  void what_requests_hold_passes_and_is_parsed() throws Exception {
    String json =
        "{\"query\":{\"terms\":[{\"text\":\"area 4e12\",\"weight\":-1.5e-3}]},\"page_size\":\"10\"}";
    SearchRequest parsed =
        (SearchRequest)
            codec.parse(
                SearchRequest.getDefaultInstance(),
                json.getBytes(StandardCharsets.UTF_8),
                budget());
    assertEquals(10, parsed.getPageSize());
    assertEquals("area 4e12", parsed.getQuery().getTerms(0).getText());
  }

  @Test
  void what_is_no_json_never_reaches_the_parser() {
    for (String text : new String[] {"", "{", "{\"a\"", "nul", "\"\\u12\"", "]"}) {
      ConnectException refused =
          assertThrows(
              ConnectException.class,
              () ->
                  codec.parse(
                      CompactLedgerRequest.getDefaultInstance(),
                      text.getBytes(StandardCharsets.UTF_8),
                      budget()));
      assertEquals(ConnectCode.INVALID_ARGUMENT, refused.error().code());
    }
  }

  @Test
  void what_the_parser_reads_although_it_is_not_strictly_json_is_checked_too() {
    String digits = "9".repeat(100_000);
    for (String json :
        new String[] {
          "{/* */\"max_pages\":1e999999999}",
          "{'max_pages':1e999999999}",
          "{max_pages=1e999999999}",
          "{\"max_pages\":" + digits + "}"
        }) {
      assertEquals(ConnectCode.INVALID_ARGUMENT, refusal(json).error().code());
    }
  }
}
