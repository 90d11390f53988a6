package io.gistwire.cluster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.cluster.store.DocumentWrite.Outcome.Kind;
import org.junit.jupiter.api.Test;

class AckRuleTest {
  private final AckRule rule = new AckRule(2);

  private Kind kind(int status, int total, int successful, int failed) {
    String item =
        "{\"_id\":\"a\",\"_version\":1,\"result\":\"created\",\"_shards\":{\"total\":"
            + total
            + ",\"successful\":"
            + successful
            + ",\"failed\":"
            + failed
            + "},\"_seq_no\":7,\"_primary_term\":3,\"status\":"
            + status
            + "}";
    return rule.outcome(Json.parse(item)).kind();
  }

  @Test
  void two_copies_without_a_failure_are_durable() {
    assertEquals(Kind.DURABLE, kind(201, 3, 3, 0));
    assertEquals(Kind.DURABLE, kind(200, 3, 2, 0));
  }

  @Test
  void one_copy_is_too_few_although_the_status_is_created() {
    assertEquals(Kind.TOO_FEW_COPIES, kind(201, 3, 1, 0));
  }

  @Test
  void a_failed_copy_is_written_again_although_two_succeeded() {
    assertEquals(Kind.TOO_FEW_COPIES, kind(201, 3, 2, 1));
  }

  @Test
  void an_answer_without_copies_is_no_ack() {
    assertEquals(Kind.TOO_FEW_COPIES, rule.outcome(Json.parse("{\"status\":201}")).kind());
  }

  @Test
  void the_numbers_of_the_answer_name_what_was_written() {
    var outcome =
        rule.outcome(
            Json.parse(
                "{\"_shards\":{\"total\":3,\"successful\":3,\"failed\":0},\"_seq_no\":7,"
                    + "\"_primary_term\":3,\"status\":201}"));
    assertEquals(new DocumentWrite.Condition.Unchanged(7, 3), outcome.unchanged());
  }

  @Test
  void overload_and_lost_nodes_are_tried_again_and_a_bad_document_is_not() {
    assertEquals(Kind.RETRY, kind(429, 0, 0, 0));
    assertEquals(Kind.RETRY, kind(503, 0, 0, 0));
    assertEquals(Kind.CONFLICT, kind(409, 0, 0, 0));
    assertThrows(IllegalStateException.class, () -> kind(400, 0, 0, 0));
  }
}
