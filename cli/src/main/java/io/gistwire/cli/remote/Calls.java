package io.gistwire.cli.remote;

import io.gistwire.cli.options.ServerFailures;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Reason;
import io.gistwire.client.GistwireException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
      throw explain(Objects.requireNonNull(failed.getCause()));
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

  /** A call about one of several entries. */
  interface EntryCall {
    void make(String entry) throws IOException, InterruptedException;
  }

  /**
   * Makes a call for each entry. One that fails for its own sake is named and stops nothing; what
   * would fail for all (no connection, no permission) ends the command.
   *
   * @return the exit code: 0, or 1 when an entry failed
   */
  static int each(List<String> entries, PrintWriter err, EntryCall call)
      throws IOException, InterruptedException {
    Problems problems = new Problems(err);
    for (String entry : entries) {
      try {
        call.make(entry);
      } catch (CommandException failed) {
        if (entries.size() == 1 || !ServerFailures.isAboutOneEntry(failed)) {
          throw failed;
        }
        problems.add(entry, failed);
      }
    }
    if (problems.count() > 0) {
      err.printf(
          Locale.ROOT,
          "gistwire: %,d done, %,d failed%n",
          entries.size() - problems.count(),
          problems.count());
      err.flush();
    }
    return problems.exitCode();
  }

  static RuntimeException explain(Throwable cause) {
    if (cause instanceof GistwireException || cause instanceof StatusRuntimeException) {
      return ServerFailures.explain(cause);
    }
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new CommandException(Reason.of(cause), "", 1, cause);
  }
}
