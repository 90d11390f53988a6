package io.gistwire.server.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.CallTime;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tenants take turns, small calls pass large ones, and no one waits for what no one wants. */
@Timeout(60)
class CallExecutorTest {
  private static final Permission READ = Permission.PERMISSION_READ;
  private static final long LONG_MILLIS = 60_000;

  private CallExecutor executor = executor(1, 16, 0.75, LONG_MILLIS);

  private static CallExecutor executor(int threads, int waiting, double share, long millis) {
    return new CallExecutor("test", CallLimits.ofEach(threads, waiting, share, millis));
  }

  private void replace(CallExecutor other) {
    executor.close();
    executor = other;
  }

  @AfterEach
  void stop() {
    executor.close();
  }

  private static Context of(String tenant) {
    return new Caller(tenant, "tokens/" + tenant, EnumSet.allOf(Permission.class), List.of())
        .in(Context.ROOT);
  }

  /** The answer of a call, or the code that it ended with. */
  private CompletableFuture<String> call(
      Context context, Lane lane, CallExecutor.Work<String> work) {
    CompletableFuture<String> end = new CompletableFuture<>();
    StreamObserver<String> observer =
        new StreamObserver<>() {
          private String answer;

          @Override
          public void onNext(String value) {
            answer = value;
          }

          @Override
          public void onError(Throwable cause) {
            end.complete(Status.fromThrowable(cause).getCode().name());
          }

          @Override
          public void onCompleted() {
            end.complete(answer);
          }
        };
    context.run(() -> executor.answer(observer, READ, lane, work));
    return end;
  }

  /** A call that takes a thread until it is told to end. */
  private final class Blocking {
    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);
    final CompletableFuture<String> end;

    Blocking(String tenant, Lane lane) {
      end =
          call(
              of(tenant),
              lane,
              call -> {
                began.countDown();
                mayEnd.await();
                return "done";
              });
    }

    void awaitBegin() throws InterruptedException {
      assertTrue(began.await(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void tenants_take_turns_however_many_calls_one_of_them_has_waiting() throws Exception {
    Blocking first = new Blocking("first", Lane.HEAVY);
    first.awaitBegin();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<String>> ends = new ArrayList<>();
    for (String tenant : List.of("many", "many", "many", "many", "few", "few", "one")) {
      ends.add(call(of(tenant), Lane.HEAVY, call -> order.add(tenant) ? "ok" : "never"));
    }
    first.mayEnd.countDown();
    for (CompletableFuture<String> end : ends) {
      assertEquals("ok", end.get(30, TimeUnit.SECONDS));
    }
    assertEquals(List.of("many", "few", "one", "many", "few", "many", "many"), order);
  }

  @Test
  void a_small_call_does_not_wait_for_large_ones() throws Exception {
    Blocking large = new Blocking("acme", Lane.HEAVY);
    large.awaitBegin();
    assertEquals("ok", call(of("acme"), Lane.QUICK, call -> "ok").get(30, TimeUnit.SECONDS));
    assertEquals("ok", call(of("acme"), Lane.SEARCH, call -> "ok").get(30, TimeUnit.SECONDS));
    assertFalse(large.end.isDone());
    large.mayEnd.countDown();
    assertEquals("done", large.end.get(30, TimeUnit.SECONDS));
  }

  @Test
  void one_tenant_never_has_all_threads_and_the_freed_thread_goes_on_with_its_calls()
      throws Exception {
    replace(executor(2, 16, 0.75, LONG_MILLIS));
    Blocking first = new Blocking("greedy", Lane.HEAVY);
    first.awaitBegin();
    CompletableFuture<String> second = call(of("greedy"), Lane.HEAVY, call -> "second");
    assertEquals("ok", call(of("other"), Lane.HEAVY, call -> "ok").get(30, TimeUnit.SECONDS));
    assertEquals(1, executor.waitingCount(Lane.HEAVY), "a thread is free, but not for greedy");
    assertFalse(second.isDone());
    first.mayEnd.countDown();
    assertEquals("second", second.get(30, TimeUnit.SECONDS));
  }

  @Test
  void one_tenant_never_has_the_whole_queue() throws Exception {
    replace(executor(1, 8, 0.75, LONG_MILLIS));
    Blocking first = new Blocking("greedy", Lane.HEAVY);
    first.awaitBegin();
    List<CompletableFuture<String>> ends = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ends.add(call(of("greedy"), Lane.HEAVY, call -> "ok"));
    }
    long refused =
        ends.stream().filter(end -> "RESOURCE_EXHAUSTED".equals(end.getNow("waits"))).count();
    assertEquals(14, refused, "six of eight wait");
    assertEquals(14, executor.refusedCount(Lane.HEAVY));
    CompletableFuture<String> other = call(of("other"), Lane.HEAVY, call -> "ok");
    first.mayEnd.countDown();
    assertEquals("ok", other.get(30, TimeUnit.SECONDS));
  }

  @Test
  void a_call_whose_caller_cancels_leaves_the_queue_and_is_never_run() throws Exception {
    Blocking first = new Blocking("acme", Lane.HEAVY);
    first.awaitBegin();
    Context.CancellableContext caller = of("acme").withCancellation();
    CompletableFuture<String> waiting =
        call(
            caller,
            Lane.HEAVY,
            call -> {
              throw new AssertionError("no one waits for this");
            });
    assertEquals(1, executor.waitingCount(Lane.HEAVY));
    caller.cancel(null);
    assertEquals(0, executor.waitingCount(Lane.HEAVY));
    assertEquals("CANCELLED", waiting.get(30, TimeUnit.SECONDS));
    first.mayEnd.countDown();
    assertEquals("done", first.end.get(30, TimeUnit.SECONDS));
  }

  @Test
  void a_call_that_waited_as_long_as_calls_may_take_is_answered_while_it_waits() throws Exception {
    replace(executor(1, 8, 0.75, 50));
    Blocking first = new Blocking("acme", Lane.HEAVY);
    first.awaitBegin();
    CompletableFuture<String> waiting = call(of("acme"), Lane.HEAVY, call -> "ok");
    assertEquals("DEADLINE_EXCEEDED", waiting.get(30, TimeUnit.SECONDS));
    assertFalse(first.end.isDone(), "no thread was free all the time");
    first.mayEnd.countDown();
  }

  @Test
  void work_that_runs_learns_that_its_time_is_over() throws Exception {
    replace(executor(1, 8, 0.75, 50));
    CompletableFuture<String> end =
        call(
            of("acme"),
            Lane.HEAVY,
            call -> {
              while (true) {
                CallTime.check();
                Thread.sleep(1);
              }
            });
    assertEquals("DEADLINE_EXCEEDED", end.get(30, TimeUnit.SECONDS));
  }

  @Test
  void an_error_is_answered_and_the_thread_goes_on() throws Exception {
    CompletableFuture<String> end =
        call(
            of("acme"),
            Lane.QUICK,
            call -> {
              throw new StackOverflowError();
            });
    assertEquals("INTERNAL", end.get(30, TimeUnit.SECONDS));
    assertEquals("ok", call(of("acme"), Lane.QUICK, call -> "ok").get(30, TimeUnit.SECONDS));
    while (executor.runningCount(Lane.QUICK) > 0) {
      Thread.sleep(1);
    }
  }
}
