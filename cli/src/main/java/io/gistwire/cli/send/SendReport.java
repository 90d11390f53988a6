package io.gistwire.cli.send;

import io.gistwire.cli.options.ServerFailures;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Quantity;
import io.gistwire.client.GistwireException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** What a run of {@code send} states at its end. */
final class SendReport {
  private final PrintWriter out;
  private final PrintWriter err;
  private final String source;

  SendReport(PrintWriter out, PrintWriter err, String source) {
    this.out = out;
    this.err = err;
    this.source = source;
  }

  /**
   * The line of what was delivered.
   *
   * @param found photos that the run was given
   * @param fromBefore gists that the outbox held at the start
   * @param left gists that it holds now
   */
  void delivered(
      PhotoSender.Counts counts,
      int found,
      long fromBefore,
      long left,
      double seconds,
      long wireBytes) {
    int fresh = found - counts.sentBefore();
    String cost =
        String.format(
            Locale.ROOT,
            " as %s in %s, %s in messages",
            source,
            Quantity.seconds(seconds),
            Quantity.bytes(wireBytes));
    StringBuilder line = new StringBuilder();
    if (fresh > 0) {
      line.append(String.format(Locale.ROOT, "%d of %d photos", counts.delivered(), fresh))
          .append(" delivered")
          .append(cost);
    } else if (fromBefore > 0) {
      long delivered = Math.max(0, fromBefore - left);
      line.append(String.format(Locale.ROOT, "%,d of %,d gists", delivered, fromBefore))
          .append(" of an earlier run delivered")
          .append(cost);
    } else {
      line.append("nothing new to send as ").append(source);
    }
    if (counts.failed() > 0) {
      line.append(String.format(Locale.ROOT, "; %,d failed", counts.failed()));
    }
    if (counts.sentBefore() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              "; %,d passed over that were sent before (--again sends them again)",
              counts.sentBefore()));
    }
    if (fresh > 0 && fromBefore > 0) {
      line.append(String.format(Locale.ROOT, "; %,d were left from an earlier run", fromBefore));
    }
    out.println(Printable.line(line));
    out.flush();
  }

  /**
   * What is left, why, and how to continue.
   *
   * @param left gists in the outbox
   * @param notRead photos that were not read, or not encoded, because the run ended before
   * @param call the command that continues
   */
  void left(long left, long notRead, Optional<GistwireException> why, String call) {
    if (left > 0) {
      err.printf(
          Locale.ROOT,
          "gistwire: %,d %s not delivered yet%s%n",
          left,
          left == 1 ? "gist is" : "gists are",
          why.map(
                  failure ->
                      "; the server cannot be reached: "
                          + Printable.line(ServerFailures.problem(failure)))
              .orElse(""));
      why.map(ServerFailures::advice)
          .filter(advice -> !advice.isEmpty())
          .ifPresent(advice -> err.println("  " + advice));
    }
    if (notRead > 0) {
      err.printf(Locale.ROOT, "gistwire: %,d photos are not encoded yet%n", notRead);
    }
    if (notRead > 0) {
      err.println("  Give the same command again: it continues, and sends nothing twice.");
    } else if (left > 0) {
      err.println("  They are kept and go first the next time: " + Printable.line(call));
    }
    err.flush();
  }
}
