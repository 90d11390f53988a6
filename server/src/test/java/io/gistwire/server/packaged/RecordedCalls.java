package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a client of an earlier release sent, byte for byte, and what that release's server answered.
 * Each line of the file is the number of a call and {@code call METHOD}, {@code > REQUEST}, {@code
 * < RESPONSE}, {@code half} (the client sends no more), {@code cancel} or {@code end STATUS}. The
 * requests are sent again in their order, each after the answers that the client had by then.
 * Whatever the earlier server set in an answer must be set alike; fields that it did not know are
 * free.
 */
final class RecordedCalls {
  private static final long LIMIT_SECONDS = 60;
  private static final int PAUSE_MILLIS = 200;

  /** Differ in every run: times, positions in the log, random names; or with the pack's models. */
  private static final Set<String> FREE =
      Set.of(
          "receive_time",
          "create_time",
          "update_time",
          "raise_time",
          "last_alert_time",
          "etag",
          "position",
          "server_time_millis",
          "session_id",
          "resume_token",
          "scanned_count",
          "examined_count",
          "match_count",
          "alert_count",
          "mean_probability",
          "score",
          "raw_score",
          "probability",
          "caption",
          "composed_caption",
          "gistwire.v1.Alert.name");

  /** Scores, and so what passes a threshold, depend on what else the tenant has. */
  private static final Set<String> AT_LEAST = Set.of("alerts");

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final Map<String, List<String>> calls = new LinkedHashMap<>();
  private final Map<String, Descriptor> answers = new HashMap<>();

  RecordedCalls(Path file) throws IOException {
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split(" ", 2);
      calls.computeIfAbsent(parts[0], unused -> new ArrayList<>()).add(parts[1]);
    }
    for (ServiceDescriptor service :
        List.of(
            SessionServiceGrpc.getServiceDescriptor(),
            GistServiceGrpc.getServiceDescriptor(),
            SearchServiceGrpc.getServiceDescriptor(),
            WatchServiceGrpc.getServiceDescriptor())) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        ProtoMethodDescriptorSupplier schema =
            (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
        answers.put(method.getFullMethodName(), schema.getMethodDescriptor().getOutputType());
      }
    }
  }

  /** Makes all calls again; returns how many. */
  int replay(Channel channel) throws Exception {
    for (List<String> events : calls.values()) {
      String method = events.get(0).substring("call ".length());
      List<String> rest = events.subList(1, events.size());
      if (method.matches(".*/(List|Get|Search).*")) {
        read(channel, method, rest);
      } else {
        new Replay(channel, method).run(rest);
      }
    }
    return calls.size();
  }

  /** What was stored just now may be seen a moment later. */
  private void read(Channel channel, String method, List<String> events) throws Exception {
    long begin = System.nanoTime();
    while (true) {
      try {
        new Replay(channel, method).run(events);
        return;
      } catch (AssertionError different) {
        if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
          throw different;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private final class Replay extends ClientCall.Listener<byte[]> {
    private final String method;
    private final ClientCall<byte[], byte[]> call;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private long ackedThrough;

    Replay(Channel channel, String method) {
      this.method = method;
      this.call =
          channel.newCall(
              MethodDescriptor.newBuilder(BYTES, BYTES)
                  .setType(MethodDescriptor.MethodType.UNKNOWN)
                  .setFullMethodName(method)
                  .build(),
              CallOptions.DEFAULT);
    }

    void run(List<String> events) throws Exception {
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE);
      for (String event : events) {
        String[] parts = event.split(" ", 2);
        String text = parts.length > 1 ? parts[1] : "";
        switch (parts[0]) {
          case ">" -> call.sendMessage(HexFormat.of().parseHex(text));
          case "<" -> answered(HexFormat.of().parseHex(text));
          case "half" -> call.halfClose();
          case "cancel" -> call.cancel("the client of then cancelled it here", null);
          case "end" -> {
            Status status = ended.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertEquals(text, status.getCode().name(), method + ": " + status);
          }
          default -> throw new IllegalStateException(event);
        }
      }
    }

    @Override
    public void onMessage(byte[] message) {
      received.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended.complete(status);
    }

    private byte[] next() throws InterruptedException {
      byte[] message = received.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertNotNull(message, () -> method + " has no further answer; " + ended.getNow(null));
      return message;
    }

    private void answered(byte[] recorded) throws Exception {
      if (!method.equals(SessionServiceGrpc.getExchangeMethod().getFullMethodName())) {
        assertHolds(parse(recorded), parse(next()), method);
        return;
      }
      ExchangeResponse then = ExchangeResponse.parseFrom(recorded);
      if (!then.hasAck()) {
        assertHolds(then, ExchangeResponse.parseFrom(next()), method);
        return;
      }
      // Acks are cumulative: how many a server sends is its own matter.
      long through = then.getAck().getThroughSequence();
      while (ackedThrough < through) {
        ExchangeResponse now = ExchangeResponse.parseFrom(next());
        assertTrue(now.hasAck(), now::toString);
        ackedThrough = now.getAck().getThroughSequence();
      }
    }

    private Message parse(byte[] bytes) throws IOException {
      return DynamicMessage.parseFrom(answers.get(method), bytes);
    }
  }

  /** Every field of the first message is in the second one, with the same value. */
  private static void assertHolds(Message then, Message now, String path) {
    for (FieldDescriptor field : then.getAllFields().keySet()) {
      if (FREE.contains(field.getName()) || FREE.contains(field.getFullName())) {
        continue;
      }
      String at = path + "." + field.getName();
      if (AT_LEAST.contains(field.getName())) {
        assertAmong(then, now, field, at);
      } else if (field.isRepeated()) {
        assertEquals(then.getRepeatedFieldCount(field), now.getRepeatedFieldCount(field), at);
        for (int i = 0; i < then.getRepeatedFieldCount(field); i++) {
          assertSame(then.getRepeatedField(field, i), now.getRepeatedField(field, i), at, i);
        }
      } else {
        assertSame(then.getField(field), now.getField(field), at, 0);
      }
    }
  }

  private static void assertAmong(Message then, Message now, FieldDescriptor field, String at) {
    for (int i = 0; i < then.getRepeatedFieldCount(field); i++) {
      boolean found = false;
      for (int j = 0; j < now.getRepeatedFieldCount(field) && !found; j++) {
        try {
          assertSame(then.getRepeatedField(field, i), now.getRepeatedField(field, j), at, i);
          found = true;
        } catch (AssertionError another) {
          found = false;
        }
      }
      assertTrue(found, at + "[" + i + "] is not among " + now);
    }
  }

  private static void assertSame(Object then, Object now, String at, int index) {
    if (then instanceof Message message) {
      assertHolds(message, (Message) now, at + "[" + index + "]");
    } else {
      assertEquals(then, now, at + "[" + index + "]");
    }
  }
}
