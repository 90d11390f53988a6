package io.gistwire.client;

import io.gistwire.codec.PhotoEncoder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of the README, word for word; compiling them is the test. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void send(PhotoEncoder encoder, Path folder, Path photo) throws Exception {
    // README: begin
    try (GistwireClient client =
            GistwireClient.builder()
                .target("localhost:9000")
                .encoder(encoder)
                .outboxFolder(folder)
                .build();
        GistStream stream = client.open("camera-1")) {
      stream
          .send(Files.readAllBytes(photo))
          .delivered()
          .whenComplete(
              (key, failure) ->
                  System.out.println(failure == null ? key.name() : failure.getMessage()));
    }
    // README: end
  }
}
