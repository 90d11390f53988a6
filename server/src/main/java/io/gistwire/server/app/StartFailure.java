package io.gistwire.server.app;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says in one sentence why a server did not start. */
final class StartFailure {
  private StartFailure() {}

  /** The message of the first failure that is no mere wrapper of another one. */
  static String sentence(Throwable failure) {
    Throwable why = failure;
    while (why.getCause() != null && isWrapper(why)) {
      why = why.getCause();
    }
    boolean isOurs = why.getMessage() != null && !isWrapper(why);
    String text = isOurs ? why.getMessage() : why.toString();
    return text.lines().findFirst().orElse(text);
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
