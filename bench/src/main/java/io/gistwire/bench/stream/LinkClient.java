package io.gistwire.bench.stream;

import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.StreamListener;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.session.SessionState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client of {@code bench link}, in a process of its own, so that it can live in a network
 * namespace. Takes commands on standard input ({@code send N}, {@code network}, {@code quit}) and
 * tells on standard output what happens ({@code state S}, {@code ack N}, {@code delivered N}).
 */
public final class LinkClient {
  private static final long FIRST_CAPTURE_MILLIS = 1_763_800_000_000L;
  private static final int MILLIS_APART = 2_000;

  private final AtomicInteger delivered = new AtomicInteger();
  private final SyntheticGists gists = new SyntheticGists(BenchServer.FINGERPRINT, 11);
  private int sent;

  private LinkClient() {}

  /** Arguments: target, trusted certificate, outbox folder. */
  public static void main(String[] args) throws IOException {
    new LinkClient().run(args[0], Path.of(args[1]), Path.of(args[2]));
  }

  private void run(String target, Path certificate, Path folder) throws IOException {
    StreamListener listener =
        new StreamListener() {
          @Override
          public void stateChanged(SessionState state, String why) {
            say("state " + state + " " + why);
          }

          @Override
          public void acknowledged(long throughSequence) {
            say("ack " + throughSequence);
          }
        };
    try (GistwireClient client =
            GistwireClient.builder()
                .target(target)
                .trust(certificate.toFile())
                .serverName(BenchCertificate.SERVER_NAME)
                .link(LinkProfile.THIN)
                .outboxFolder(folder)
                .build();
        GistStream stream = client.open("thin", listener);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.startsWith("send ")) {
          send(stream, Integer.parseInt(line.substring(5)));
        } else if (line.equals("network")) {
          client.networkChanged();
        } else if (line.equals("quit")) {
          break;
        }
      }
      stream.close(Duration.ofSeconds(30));
    }
  }

  private void send(GistStream stream, int count) {
    for (int i = 0; i < count; i++) {
      long captured = FIRST_CAPTURE_MILLIS + (long) sent++ * MILLIS_APART;
      stream.ready().toCompletableFuture().join();
      stream
          .send(gists.next(), CaptureInfo.at(captured))
          .delivered()
          .whenComplete((key, failure) -> done(failure));
    }
    stream.flush();
  }

  private void done(Throwable failure) {
    if (failure == null) {
      say("delivered " + delivered.incrementAndGet());
    } else {
      say("failed " + failure);
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
