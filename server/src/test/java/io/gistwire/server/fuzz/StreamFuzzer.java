package io.gistwire.server.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.Close;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.Open;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Streams of {@code Exchange}: some as a device sends them, with single bytes of their batches
 * changed; some with messages in any order.
 */
final class StreamFuzzer implements Runnable {
  private static final int MAX_MESSAGES = 30;
  private static final int SOURCES = 20;
  private static final int EPOCHS = 40;
  private static final int PATIENCE_SECONDS = 10;

  private final Channel channel;
  private final MethodDescriptor exchange;
  private final RandomMessages messages;
  private final RandomGenerator random;
  private final ByteString fingerprint;
  private final Tally tally;
  private final Bound bound;

  StreamFuzzer(
      Channel channel,
      MethodDescriptor exchange,
      RandomMessages messages,
      RandomGenerator random,
      ByteString fingerprint,
      Tally tally,
      Bound bound) {
    this.channel = channel;
    this.exchange = exchange;
    this.messages = messages;
    this.random = random;
    this.fingerprint = fingerprint;
    this.tally = tally;
    this.bound = bound;
  }

  @Override
  public void run() {
    try {
      while (bound.goesOn()) {
        stream();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream() throws InterruptedException {
    ClientCall<ByteString, ByteString> call =
        channel.newCall(Wire.method(exchange), CallOptions.DEFAULT);
    CountDownLatch closed = new CountDownLatch(1);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            tally.ended(exchange.getFullName(), status, "a stream");
            closed.countDown();
          }
        },
        new Metadata());
    call.request(random.nextInt(8) == 0 ? 1 : 10_000);
    int count = random.nextInt(MAX_MESSAGES);
    boolean orderly = random.nextInt(3) > 0;
    long sequence = 1;
    for (int i = 0; i < count && closed.getCount() > 0; i++) {
      ByteString message = i == 0 && orderly ? open() : next(orderly, sequence);
      sequence += random.nextInt(12);
      call.sendMessage(message);
      tally.sent(1);
      if (random.nextInt(10) == 0) {
        Thread.sleep(1);
      }
    }
    end(call, closed);
  }

  private void end(ClientCall<ByteString, ByteString> call, CountDownLatch closed)
      throws InterruptedException {
    switch (random.nextInt(3)) {
      case 0 -> call.cancel("a client that disconnected", null);
      case 1 -> call.halfClose();
      default -> {
        call.sendMessage(
            ExchangeRequest.newBuilder()
                .setClose(Close.getDefaultInstance())
                .build()
                .toByteString());
        call.halfClose();
      }
    }
    if (!closed.await(random.nextInt(4) == 0 ? 0 : PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      call.cancel("not waited for", null);
    }
  }

  private ByteString open() {
    Open open =
        Open.newBuilder()
            .setSource("sources/f-" + random.nextInt(SOURCES))
            .setEpoch(1 + random.nextInt(EPOCHS))
            .setCodeFingerprint(fingerprint)
            .addFeatures("answers")
            .addFeatures("refine")
            .setClient("fuzz")
            .build();
    return ExchangeRequest.newBuilder().setOpen(open).build().toByteString();
  }

  private ByteString next(boolean orderly, long sequence) {
    switch (random.nextInt(orderly ? 6 : 12)) {
      case 0:
        return batch(sequence);
      case 1:
        return messages.mutated(batch(sequence));
      case 2:
        return ExchangeRequest.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setNumber(sequence))
            .build()
            .toByteString();
      case 3:
        return messages.mutated(messages.of(exchange.getInputType()).toByteString());
      case 6:
        return open();
      case 7:
        return messages.noise();
      default:
        return messages.of(exchange.getInputType()).toByteString();
    }
  }

  private ByteString batch(long first) {
    List<Gist> gists = new ArrayList<>();
    for (int i = random.nextInt(1, 12); i > 0; i--) {
      byte[] code = new byte[16];
      random.nextBytes(code);
      Layer layer =
          Layer.newBuilder()
              .setKind(LayerKind.LAYER_KIND_EMBEDDING)
              .setData(ByteString.copyFrom(code))
              .build();
      gists.add(Gist.newBuilder().addLayers(layer).setCaptureTimeMillis(first * 1000).build());
    }
    return ExchangeRequest.newBuilder()
        .setBatch(BatchColumns.pack(first, gists))
        .build()
        .toByteString();
  }
}
