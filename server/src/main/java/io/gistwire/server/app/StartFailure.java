package io.gistwire.server.app;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** States in one sentence why a server did not start. */
final class StartFailure {
  private static final int MAX_CAUSES = 5;
  private static final Pattern TYPE = Pattern.compile("^(?:[a-z0-9]+\\.)+[A-Z]\\w*: ");

  private StartFailure() {}

  /** The message of the first failure that is no mere wrapper of another one. */
  static String sentence(Throwable failure) {
    Throwable why = failure;
    while (why.getCause() != null && isWrapper(why)) {
      why = why.getCause();
    }
    boolean isOurs = why.getMessage() != null && !isWrapper(why);
    String text = isOurs ? why.getMessage() : why.toString();
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty() || !lines.get(0).endsWith(":")) {
      return lines.isEmpty() ? text : lines.get(0);
    }
    // A list of causes, as the configuration's check makes it.
    return lines.get(0)
        + lines.stream()
            .skip(1)
            .limit(MAX_CAUSES)
            .map(line -> TYPE.matcher(line).replaceFirst(""))
            .collect(Collectors.joining("; ", " ", ""));
  }

  private static boolean isWrapper(Throwable failure) {
    String type = failure.getClass().getName();
    return failure.getClass() == RuntimeException.class
        || failure instanceof InvocationTargetException
        || failure instanceof ExecutionException
        || failure instanceof CompletionException
        || failure instanceof ExceptionInInitializerError
        || type.startsWith("jakarta.enterprise.")
        || type.startsWith("io.quarkus.");
  }
}
