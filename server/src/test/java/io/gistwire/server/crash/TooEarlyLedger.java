package io.gistwire.server.crash;

import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.Submission;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What must never be: it answers "on disk" and writes a moment later. The suite has to find it. */
final class TooEarlyLedger {
  private static final int LATE_MILLIS = 30;
  private static final ScheduledExecutorService LATER =
      Executors.newSingleThreadScheduledExecutor();

  private TooEarlyLedger() {}

  static Ledger wrap(Ledger real) {
    return (Ledger)
        Proxy.newProxyInstance(
            TooEarlyLedger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("append")) {
                return append(real, (EpochLease) arguments[0], submissions(arguments[1]));
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @SuppressWarnings("unchecked")
  private static List<? extends Submission> submissions(Object argument) {
    return (List<? extends Submission>) argument;
  }

  private static CompletableFuture<Appended> append(
      Ledger real, EpochLease lease, List<? extends Submission> submissions) {
    LATER.schedule(() -> real.append(lease, submissions), LATE_MILLIS, TimeUnit.MILLISECONDS);
    long last = submissions.get(submissions.size() - 1).lastSequence();
    return CompletableFuture.completedFuture(new Appended(last, List.of()));
  }
}
