package io.gistwire.server.packaged;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.server.crash.KillableProcess;
import io.gistwire.server.crash.SendingClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say nothing any more without closing their connection. */
@Tag("soak")
@Timeout(180)
class FrozenClientTest {
  /**
   * What the protocol promises; the bound is a setting of the transport, not this machine's speed.
   */
  private static final double PROMISED_SECONDS = 30;

  private static final int POLL_MILLIS = 50;

  @TempDir Path temp;
  private PackagedServer server;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(PackagedServer.isThere(), "no target/quarkus-app: run mvn package first");
    server = PackagedServer.start(temp.resolve("data"), 0);
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void a_client_that_freezes_while_it_sends_is_noticed_within_thirty_seconds() throws Exception {
    noticed("sending", "0");
  }

  @Test
  void a_client_that_freezes_while_it_is_silent_is_noticed_within_thirty_seconds()
      throws Exception {
    noticed("silent", "0", "silent");
  }

  private void noticed(String what, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = temp.toString();
    all[1] = Integer.toString(server.grpcPort());
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    KillableProcess client = KillableProcess.start(temp, SendingClient.class, all);
    double seconds;
    try {
      awaitSessions(1);
      Thread.sleep(TimeUnit.SECONDS.toMillis(3));
      client.signal("STOP");
      long from = System.nanoTime();
      awaitSessions(0);
      seconds = (System.nanoTime() - from) / 1e9;
    } finally {
      client.kill();
    }
    System.out.printf("a %s client that froze was noticed after %.1f s%n", what, seconds);
    assertTrue(seconds < PROMISED_SECONDS, seconds + " s");
  }

  private void awaitSessions(int count) throws Exception {
    while (server.metric("gistwire_sessions") != count) {
      Thread.sleep(POLL_MILLIS);
    }
  }
}
