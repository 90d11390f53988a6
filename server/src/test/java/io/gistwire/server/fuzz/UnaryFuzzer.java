package io.gistwire.server.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Calls every RPC that takes one request: with random messages, with mutated bytes of them, with
 * noise. Many calls are in flight at once; streams of answers are cancelled after some.
 */
final class UnaryFuzzer implements Runnable {
  private static final int IN_FLIGHT = 64;
  private static final int DEADLINE_SECONDS = 10;
  private static final int MAX_SHOWN_BYTES = 120;

  /** Each takes the server long, and does the same whatever the request is. */
  private static final Set<String> HEAVY =
      Set.of("BackupLedger", "CheckLedger", "CompactLedger", "Reindex", "DownloadPack");

  private static final double HEAVY_SHARE = 0.002;

  private final Channel channel;
  private final List<MethodDescriptor> methods;
  private final RandomMessages messages;
  private final RandomGenerator random;
  private final Tally tally;
  private final Bound bound;
  private final Semaphore free = new Semaphore(IN_FLIGHT);

  UnaryFuzzer(
      Channel channel,
      List<MethodDescriptor> methods,
      RandomMessages messages,
      RandomGenerator random,
      Tally tally,
      Bound bound) {
    this.channel = channel;
    this.methods = methods;
    this.messages = messages;
    this.random = random;
    this.tally = tally;
    this.bound = bound;
  }

  @Override
  public void run() {
    try {
      while (bound.goesOn()) {
        MethodDescriptor method = methods.get(random.nextInt(methods.size()));
        if (!HEAVY.contains(method.getName()) || random.nextDouble() < HEAVY_SHARE) {
          call(method, request(method));
        }
      }
      free.tryAcquire(IN_FLIGHT, DEADLINE_SECONDS + 5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ByteString request(MethodDescriptor method) {
    ByteString good = messages.of(method.getInputType()).toByteString();
    return switch (random.nextInt(20)) {
      case 0 -> messages.noise();
      case 1 -> messages.textNoise();
      case 2, 3 -> messages.mutated(good);
      default -> good;
    };
  }

  private void call(MethodDescriptor method, ByteString request) throws InterruptedException {
    free.acquire();
    tally.sent(1);
    ClientCall<ByteString, ByteString> call =
        channel.newCall(
            Wire.method(method),
            CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
    int answers = random.nextInt(1, 20);
    call.start(
        new ClientCall.Listener<>() {
          private int received;

          @Override
          public void onMessage(ByteString answer) {
            if (++received == answers && method.isServerStreaming()) {
              call.cancel("enough", null);
            } else {
              call.request(1);
            }
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            free.release();
            tally.ended(method.getFullName(), status, shown(request));
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
    if (method.isServerStreaming() && random.nextInt(4) > 0) {
      Thread.onSpinWait();
      call.cancel("not waited for", null);
    }
  }

  private static String shown(ByteString request) {
    int bytes = Math.min(MAX_SHOWN_BYTES, request.size());
    return request.size()
        + " bytes "
        + HexFormat.of().formatHex(request.substring(0, bytes).toByteArray());
  }
}
