package io.gistwire.server.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.shares.TenantShares;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader that stops, and work that fails, end a stream and free its thread. */
@Timeout(60)
class PacedAnswersTest {
  private static final Caller ACME = caller("acme");

  private final TenantShares threads = new TenantShares("threads", 4, 0.75);
  private final FairWorkers workers = new FairWorkers("test", threads);

  private static Caller caller(String tenant) {
    return new Caller(tenant, "tokens/t", EnumSet.allOf(Permission.class), List.of());
  }

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  /** A client that reads or does not. */
  private static final class Client extends ServerCallStreamObserver<String> {
    final CompletableFuture<String> end = new CompletableFuture<>();
    private final boolean reads;

    Client(boolean reads) {
      this.reads = reads;
    }

    @Override
    public boolean isReady() {
      return reads;
    }

    @Override
    public void onError(Throwable cause) {
      end.complete(Status.fromThrowable(cause).getCode().name());
    }

    @Override
    public void onCompleted() {
      end.complete("OK");
    }

    @Override
    public void onNext(String answer) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void setCompression(String compression) {}
  }

  private Client stream(boolean reads, long stallMillis, PacedAnswers.CallerWork<String> work) {
    Client client = new Client(reads);
    ACME.in(Context.ROOT)
        .run(() -> PacedAnswers.answer(client, workers, () -> ACME, work, stallMillis));
    return client;
  }

  private void awaitFreeThreads() throws InterruptedException {
    while (threads.total() > 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void a_client_that_reads_nothing_ends_its_stream_and_frees_the_thread() throws Exception {
    Client deaf = stream(false, 20, (caller, answers) -> answers.send("never"));
    assertEquals("DEADLINE_EXCEEDED", deaf.end.get(30, TimeUnit.SECONDS));
    awaitFreeThreads();
  }

  @Test
  void the_calls_own_deadline_ends_the_wait_before_that() throws Exception {
    var timer = java.util.concurrent.Executors.newSingleThreadScheduledExecutor();
    Context.CancellableContext call =
        ACME.in(Context.ROOT).withDeadlineAfter(20, TimeUnit.MILLISECONDS, timer);
    Client deaf = new Client(false);
    call.run(
        () ->
            PacedAnswers.answer(
                deaf, workers, () -> ACME, (caller, answers) -> answers.send("x"), 600_000));
    assertEquals("DEADLINE_EXCEEDED", deaf.end.get(30, TimeUnit.SECONDS));
    timer.shutdownNow();
  }

  @Test
  void an_error_ends_the_stream_too() throws Exception {
    Client client =
        stream(
            true,
            1000,
            (caller, answers) -> {
              answers.send("one");
              throw new AssertionError("a fault of the server");
            });
    assertEquals("INTERNAL", client.end.get(30, TimeUnit.SECONDS));
    awaitFreeThreads();
  }

  @Test
  void one_tenant_never_holds_all_threads() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      stream(true, 1000, (caller, answers) -> mayEnd.await());
    }
    Client fourth = stream(true, 1000, (caller, answers) -> {});
    assertEquals("RESOURCE_EXHAUSTED", fourth.end.get(30, TimeUnit.SECONDS));
    CompletableFuture<String> other = new CompletableFuture<>();
    caller("other").in(Context.ROOT).run(() -> workers.execute(() -> other.complete("ran")));
    assertEquals("ran", other.get(30, TimeUnit.SECONDS));
    mayEnd.countDown();
    awaitFreeThreads();
    assertTrue(stream(true, 1000, (caller, answers) -> {}).end.get(30, TimeUnit.SECONDS) != null);
  }

  @Test
  void threads_that_ended_take_nothing() {
    workers.shutdownNow();
    assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
    assertEquals(0, threads.total());
  }
}
