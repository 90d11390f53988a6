package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.VolatileOutboxStore;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A client and a scripted server on a real socket, and what tests with them are written in. */
abstract class StreamFixture {
  static final CodeFingerprint PACK = CodeFingerprint.parse("00112233445566aa");
  static final CodeFingerprint NEXT_PACK = CodeFingerprint.parse("ffeeddccbbaa0099");

  @TempDir Path folder;
  ScriptedServer server;
  VolatileOutboxStore store;
  GistwireClient client;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
    store = new VolatileOutboxStore();
    client = client(OutboxLimits.DEFAULT);
  }

  @AfterEach
  void stop() {
    client.close(Duration.ZERO);
    server.close();
  }

  GistwireClient client(OutboxLimits limits) throws Exception {
    return GistwireClient.builder()
        .target("localhost:" + server.port())
        .plaintext()
        .outbox(folder, (f, source) -> store)
        .limits(limits)
        .build();
  }

  static Gist gist(int number) {
    byte[] code = new byte[16];
    code[0] = (byte) number;
    code[1] = (byte) (number >> 8);
    return Gist.of(
        PACK,
        List.of(Layer.of(LayerKind.EMBEDDING, code), Layer.of(LayerKind.CAPTION, 16, new byte[7])));
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  static Throwable failure(CompletionStage<?> stage) {
    CompletableFuture<?> future = stage.toCompletableFuture();
    return assertThrows(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS))
        .getCause();
  }
}
