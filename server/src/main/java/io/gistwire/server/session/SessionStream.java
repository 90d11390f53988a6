package io.gistwire.server.session;

import com.google.common.util.concurrent.MoreExecutors;
import io.gistwire.proto.v1.DrainReason;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.refusal.Failures;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * One stream: brings messages, ledger results and time to its machine, one after the other on a
 * serial executor, and does what the machine wants.
 *
 * <p>Bounded both ways: it writes only while the transport is ready, and reads on only while little
 * waits to be written or to become durable. A client that stops reading, or a ledger that stalls,
 * so stops the reading of this stream and costs no more memory.
 */
final class SessionStream implements StreamObserver<ExchangeRequest> {
  private static final System.Logger LOG = System.getLogger(SessionStream.class.getName());
  private static final int READ_AHEAD = 4;
  private static final int MAX_UNDER_WAY = 256;

  /**
   * What may wait in the transport. It counts bytes, but gives each small message 4 KiB of direct
   * memory: with its own 32 KiB, a client that reads no answers would hold 9 MiB.
   */
  private static final int READY_BYTES = 1024;

  private final String id;
  private final Caller caller;
  private final SessionRegistry registry;
  private final Ledger ledger;
  private final ServerCallStreamObserver<ExchangeResponse> client;
  private final Executor serial;
  private final SessionMachine machine;
  private final OutboundQueue outbound;
  private EpochKey epoch;
  private EpochLease lease;
  private int requested;
  private long underWayBytes;
  private volatile boolean declinesRefines;
  private final AtomicBoolean isCounted = new AtomicBoolean(true);

  SessionStream(
      String id,
      Caller caller,
      SessionRegistry registry,
      ServerCallStreamObserver<ExchangeResponse> client,
      Executor workers) {
    this.id = id;
    this.caller = caller;
    this.registry = registry;
    this.ledger = registry.ledger();
    this.client = client;
    serial = MoreExecutors.newSequentialExecutor(workers);
    outbound = new OutboundQueue(client);
    machine =
        new SessionMachine(registry.limits(), registry, caller, registry.nowMillis(), this::effect);
  }

  /** Begins; to be called before the service method returns. */
  void start() {
    client.disableAutoRequest();
    client.setOnReadyThreshold(READY_BYTES);
    client.setOnReadyHandler(() -> run(() -> {}));
    client.setOnCancelHandler(this::cancelledOrRevoked);
    client.request(1);
    requested = 1;
  }

  String id() {
    return id;
  }

  Caller caller() {
    return caller;
  }

  @Override
  public void onNext(ExchangeRequest request) {
    run(
        () -> {
          requested--;
          machine.receive(request, registry.nowMillis());
        });
  }

  @Override
  public void onCompleted() {
    run(machine::halfClosed);
  }

  @Override
  public void onError(Throwable cause) {
    cancelledOrRevoked();
  }

  /** A call whose token became void is cancelled, too, and its context has the refusal. */
  private void cancelledOrRevoked() {
    boolean isRevoked = Context.current().cancellationCause() instanceof Refusal;
    run(isRevoked ? machine::revoked : this::cancelled);
  }

  /** It counts no more; whether it did before. */
  boolean leave() {
    return isCounted.compareAndSet(true, false);
  }

  private void cancelled() {
    machine.cancelled();
    registry.ended(this, epoch);
  }

  void tick() {
    run(() -> machine.tick(registry.nowMillis(), requested > 0));
  }

  void fenced() {
    run(machine::fenced);
  }

  void drain(DrainReason reason) {
    run(() -> machine.drain(reason, registry.nowMillis()));
  }

  /** Whether this session is open and its client does not know how to answer a refine. */
  boolean declinesRefines() {
    return declinesRefines;
  }

  /** Something may be wanted of this client. */
  void wanted() {
    run(() -> {});
  }

  /** Every input passes here, so that each is followed by writing and by asking for more. */
  private void run(Runnable input) {
    serial.execute(
        () -> {
          try {
            input.run();
            outbound.flush();
            askForLayers();
            countUnderWay();
            readOn();
          } catch (RuntimeException | Error e) {
            machine.cancelled();
            outbound.end(Failures.statusOf("session " + id, e));
            registry.ended(this, epoch);
          }
        });
  }

  private void countUnderWay() {
    long now = machine.underWay().byteCount();
    registry.underWay(now - underWayBytes);
    underWayBytes = now;
  }

  /** Requests for layers wait outside until the client takes them, so that they stay bounded. */
  private void askForLayers() {
    while (machine.takesRefines() && !outbound.isLong()) {
      Optional<LayersWanted> wanted = registry.takeWanted(epoch);
      if (wanted.isEmpty()) {
        return;
      }
      machine.refine(wanted.get(), registry.nowMillis());
      outbound.flush();
    }
  }

  private void readOn() {
    boolean mayRead =
        !machine.isEnded()
            && !machine.isOpening()
            && machine.underWay().count() < MAX_UNDER_WAY
            && !outbound.isLong();
    int wanted = Math.min(READ_AHEAD, registry.batchesAllowed(machine.underWay().gistCount()));
    // What follows Open waits in the transport until there is credit for it.
    wanted = machine.isOpened() ? wanted : 1;
    if (mayRead && requested < wanted) {
      int more = wanted - requested;
      requested = wanted;
      client.request(more);
    }
  }

  private void effect(SessionEffect effect) {
    if (effect instanceof SessionEffect.Send send) {
      outbound.add(send.response());
    } else if (effect instanceof SessionEffect.Append append) {
      append(append.submissions(), GistTraces.begin(append.traces(), append.submissions().size()));
    } else if (effect instanceof SessionEffect.AddLayers add) {
      int maxGistBytes = registry.limits().maxGistBytes();
      follow(
          ledger.addLayers(lease, add.sequence(), add.layers(), maxGistBytes),
          (added, now) -> machine.layersAdded(added, now));
    } else if (effect instanceof SessionEffect.TakeLease take) {
      takeLease(take);
    } else if (effect instanceof SessionEffect.End end) {
      end(end.refusal());
    } else if (effect instanceof SessionEffect.Release && lease != null) {
      ledger.release(lease);
    }
  }

  private void append(List<Submission> submissions, GistTraces traces) {
    registry.metrics().submitted(submissions.size());
    int gistCount = 0;
    long layerBytes = 0;
    for (Submission submission : submissions) {
      if (submission instanceof Submission.Put put) {
        gistCount++;
        layerBytes += put.layerBytes();
      }
    }
    int gists = gistCount;
    long bytes = layerBytes;
    long beganNanos = System.nanoTime();
    CompletableFuture<Appended> written = ledger.append(lease, submissions);
    written.whenComplete((appended, failure) -> traces.end(failure == null));
    follow(
        written,
        (appended, now) -> {
          registry.metrics().durable(caller.tenant(), gists, bytes, System.nanoTime() - beganNanos);
          machine.appended(appended, now);
        });
  }

  private void takeLease(SessionEffect.TakeLease take) {
    epoch = take.epoch();
    registry.claim(epoch, this);
    follow(
        ledger.lease(epoch, take.clockSkewMillis()),
        (taken, now) -> {
          lease = taken;
          registry.compare(epoch, take.durableThrough(), taken.heldThrough());
          machine.leased(taken.heldThrough(), registry.grantBytes(), id, now);
          declinesRefines = machine.isOpened() && !machine.knowsRefines();
        });
  }

  private <T> void follow(CompletableFuture<T> future, BiConsumer<T, Long> done) {
    future.whenComplete(
        (result, failure) ->
            run(
                () -> {
                  if (failure == null) {
                    done.accept(result, registry.nowMillis());
                  } else {
                    machine.ledgerFailed(causeOf(failure), registry.nowMillis());
                  }
                }));
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void end(Optional<Refusal> refusal) {
    refusal.ifPresent(why -> registry.metrics().ended(why.reason()));
    LOG.log(
        System.Logger.Level.DEBUG,
        () -> "session " + id + " ends: " + refusal.map(Refusal::getMessage).orElse("OK"));
    // First, so that a client that has heard of the end is not taken for being here.
    registry.free(epoch, this);
    outbound.end(refusal.map(Refusal::toStatus).orElse(null));
    registry.ended(this, epoch);
  }
}
