package io.gistwire.cli.remote;

import io.gistwire.cli.output.CommandException;
import io.gistwire.client.GistwireException;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Waits for answers and turns statuses into what a person can use. */
final class Calls {
  private Calls() {}

  /** The answer of a call. */
  static <A> A await(CompletableFuture<A> call) throws InterruptedException {
    try {
      return call.get();
    } catch (ExecutionException failed) {
      throw explain(failed.getCause());
    } catch (CancellationException cancelled) {
      throw new CommandException("the call was cancelled", "", 1, cancelled);
    }
  }

  /** Every answer of a stream. */
  static <A> void each(Iterator<A> answers, Consumer<A> consumer) {
    try {
      answers.forEachRemaining(consumer);
    } catch (GistwireException | StatusRuntimeException failed) {
      throw explain(failed);
    }
  }

  static RuntimeException explain(Throwable cause) {
    if (cause instanceof GistwireException || cause instanceof StatusRuntimeException) {
      GistwireException failure = GistwireException.of(cause);
      String code = failure.status().isEmpty() ? failure.reason().name() : failure.status();
      return new CommandException(
          failure.problem() + " (" + code + ")", advice(failure.status()), 1, failure);
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new CommandException(String.valueOf(cause.getMessage()), "", 1, cause);
  }

  private static String advice(String status) {
    return switch (status) {
      case "UNAVAILABLE" ->
          "Is the server there? 'gistwire serve' starts one; --server names another.";
      case "UNAUTHENTICATED" -> "Pass a token with --token or in GISTWIRE_TOKEN.";
      case "PERMISSION_DENIED" ->
          "This token may not do that; 'gistwire token create' makes one that may.";
      case "DEADLINE_EXCEEDED" -> "The server did not answer in time; try again, or ask for less.";
      default -> "";
    };
  }
}
