package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StateTableTest {
  private static final List<Class<?>> WALKS =
      List.of(
          OpeningRowsTest.class, GistRowsTest.class, AnswerRowsTest.class, LivingRowsTest.class);

  @Test
  void every_row_of_the_servers_state_table_is_walked() throws IOException {
    Set<String> rows = new TreeSet<>();
    String page = Files.readString(Path.of("..", "proto", "PROTOCOL.md"));
    Matcher row = Pattern.compile("(?m)^\\| (S[0-9]{2}) \\|").matcher(page);
    while (row.find()) {
      rows.add(row.group(1));
    }
    Set<String> walked = new TreeSet<>();
    for (Class<?> walk : WALKS) {
      for (Method method : walk.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          walked.add(method.getAnnotation(DisplayName.class).value().substring(0, 3));
        }
      }
    }
    assertEquals(rows, walked);
  }
}
