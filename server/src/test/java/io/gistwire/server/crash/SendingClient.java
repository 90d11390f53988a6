package io.gistwire.server.crash;

import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.Receipt;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * A client process: sends gists through the public SDK with a durable outbox, and writes down the
 * number of each gist when it is {@code stored} and when it is {@code delivered}. Numbers are
 * written with one write call each, which survives a kill of the process.
 *
 * <p>Arguments: folder, port, first number, and {@code drain} to send only what is left or {@code
 * silent} to send one gist and then nothing.
 */
public final class SendingClient {
  private static final int UNDER_WAY = 512;
  private static final Duration LONG = Duration.ofMinutes(5);

  private SendingClient() {}

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (GistwireClient client =
            GistwireClient.builder()
                .target("127.0.0.1:" + arguments[1])
                .plaintext()
                .outboxFolder(folder.resolve("outbox"))
                .build();
        GistStream stream = client.open("camera-1");
        FileChannel stored = append(folder.resolve("stored"));
        FileChannel delivered = append(folder.resolve("delivered"))) {
      System.out.println("ready");
      if (arguments.length > 3 && arguments[3].equals("drain")) {
        System.exit(stream.close(LONG) ? 0 : 1);
      }
      if (arguments.length > 3 && arguments[3].equals("silent")) {
        stream.send(gist(1)).delivered().toCompletableFuture().join();
        Thread.currentThread().join();
      }
      send(stream, Long.parseLong(arguments[2]), stored, delivered);
    }
  }

  private static void send(
      GistStream stream, long firstNumber, FileChannel stored, FileChannel delivered)
      throws InterruptedException {
    Semaphore space = new Semaphore(UNDER_WAY);
    for (long number = firstNumber; true; number++) {
      space.acquire();
      Receipt receipt = stream.send(gist(number));
      note(receipt.stored(), stored, number);
      note(receipt.delivered(), delivered, number).whenComplete((key, cause) -> space.release());
    }
  }

  private static CompletionStage<?> note(CompletionStage<?> stage, FileChannel file, long number) {
    return stage.thenAccept(
        key -> {
          try {
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static FileChannel append(Path file) throws java.io.IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
  }

  static Gist gist(long number) {
    byte[] code = ByteBuffer.allocate(16).putLong(number).putLong(~number).array();
    return Gist.of(PlainServer.CODE, List.of(Layer.of(LayerKind.EMBEDDING, code)));
  }
}
