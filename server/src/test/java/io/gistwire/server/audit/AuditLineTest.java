package io.gistwire.server.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditLineTest {
  @Test
  void values_of_plain_characters_stand_as_they_are() {
    assertEquals(
        "token.create by=tokens/1a token=tokens/2b sources=all permissions=READ,SEND",
        AuditLine.of("token.create", "tokens/1a")
            .with("token", "tokens/2b")
            .withAll("sources", List.of())
            .withAll("permissions", List.of("READ", "SEND"))
            .toString());
    assertEquals("backup by=anonymous", AuditLine.of("backup", "").toString());
  }

  @Test
  void no_value_ends_the_line_or_looks_like_another_value() {
    String line =
        AuditLine.of("token.create", "tokens/1a")
            .with("name", "x\n2026 token.revoke by=\"root\"\u2028\u202e\u001b[2K \\")
            .toString();
    assertEquals(
        "token.create by=tokens/1a name=\"x\\u000a2026 token.revoke"
            + " by=\\\"root\\\"\\u2028\\u202e\\u001b[2K \\\\\"",
        line);
    assertEquals(1, line.lines().count());
  }

  @Test
  void a_long_value_is_cut() {
    String line =
        AuditLine.of("gist.delete", "tokens/1a").with("gist", "a".repeat(5000)).toString();
    assertTrue(line.length() < 300, line);
  }
}
