package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientStateTableTest {
  /** Rows in which the stream does what the machine leaves to it. */
  private static final Map<String, String> WALKED_BY_STREAMS =
      Map.of(
          "C11", "GistStreamTest.a_rejected_gist_fails_its_receipt_and_lies_among_the_dead_letters",
          "C12", "GistStreamTest.a_gist_that_meets_a_twins_is_a_dead_letter_and_the_stream_goes_on",
          "C15", "RefineTest.layers_left_out_are_answered_when_the_server_requests_them");

  @Test
  void every_row_of_the_clients_state_table_is_walked() throws Exception {
    Set<String> walked = new TreeSet<>();
    Class<?> machineRows = Class.forName("io.gistwire.client.session.MachineRowsTest");
    for (Method method : machineRows.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        walked.add(method.getAnnotation(DisplayName.class).value().substring(0, 3));
      }
    }
    for (Map.Entry<String, String> row : WALKED_BY_STREAMS.entrySet()) {
      String[] test = row.getValue().split("\\.");
      Method method = Class.forName("io.gistwire.client." + test[0]).getDeclaredMethod(test[1]);
      assertTrue(method.isAnnotationPresent(Test.class), row.toString());
      walked.add(row.getKey());
    }
    assertEquals(rows(), walked);
  }

  private static Set<String> rows() throws IOException {
    Set<String> rows = new TreeSet<>();
    String page = Files.readString(Path.of("..", "proto", "PROTOCOL.md"));
    Matcher row = Pattern.compile("(?m)^\\| (C[0-9]{2}) \\|").matcher(page);
    while (row.find()) {
      rows.add(row.group(1));
    }
    return rows;
  }
}
