package io.gistwire.client;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process that sends what is in an outbox, in as little heap as it is given. */
final class SendPending {
  private SendPending() {}

  public static void main(String[] arguments) throws Exception {
    try (GistwireClient client =
            GistwireClient.builder()
                .target("localhost:" + arguments[1])
                .outboxFolder(Path.of(arguments[0]))
                .build();
        GistStream stream = client.open("cam-1")) {
      int pending = stream.pending().entries();
      stream.flush().toCompletableFuture().get(120, TimeUnit.SECONDS);
      System.out.println(pending + " sent, " + stream.pending().entries() + " left");
    }
  }
}
