package io.gistwire.cli.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.cli.CommandRun;
import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of the size that users have, against the packaged server with the bundled pack. */
class SendIT {
  private static final int MANY = 150;

  @TempDir private static Path data;
  private static ServerProcess server;
  private static String target;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(ServerOptions.onFreePorts(data), Duration.ofSeconds(180));
    target = "localhost:" + server.grpcPort();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** So many different files of one picture: bytes behind its end make the difference. */
  private Path photos(int count) throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos/sub")).getParent();
    try (InputStream in =
        ServerProcess.class.getResourceAsStream("/io/gistwire/cli/demo/photos/kodim01.jpg")) {
      byte[] picture = in.readAllBytes();
      for (int i = 0; i < count; i++) {
        Path file = photos.resolve((i % 2 == 0 ? "" : "sub/") + i + ".jpg");
        Files.write(file, picture);
        Files.writeString(file, "#" + i, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
      }
    }
    return photos;
  }

  private CommandRun send(String source, Object... more) {
    CommandRun run = new CommandRun("send", "--as", source, "--server", target);
    return run.and("--outbox", folder.resolve("outbox")).and(more).execute();
  }

  private long stored(String source) {
    CommandRun run = new CommandRun("list", "--server", target, "--source", source);
    return run.and("-n", 5_000, "--json").execute().out().lines().count();
  }

  @Test
  void more_photos_than_wait_for_the_encoder_are_all_delivered_and_none_twice() throws Exception {
    Path photos = photos(MANY);
    CommandRun first = send("many", photos);
    assertEquals(0, first.exitCode(), first.toString());
    assertTrue(first.out().startsWith(MANY + " of " + MANY + " photos delivered"), first.out());
    assertEquals(MANY, stored("many"));
    CommandRun second = send("many", photos);
    assertEquals(0, second.exitCode(), second.toString());
    assertTrue(second.out().contains(MANY + " passed over that were sent before"), second.out());
    assertEquals(MANY, stored("many"));
    Files.writeString(photos.resolve("0.jpg"), "changed", StandardOpenOption.APPEND);
    assertEquals(0, send("many", photos).exitCode());
    assertEquals(MANY + 1, stored("many"));
  }

  @Test
  void again_sends_what_was_sent_before() throws Exception {
    Path photos = photos(3);
    assertEquals(0, send("again", photos).exitCode());
    assertEquals(0, send("again", photos, "--again").exitCode());
    assertEquals(6, stored("again"));
  }

  @Test
  void a_bad_entry_is_named_and_the_others_are_delivered() throws Exception {
    Path photos = photos(3);
    Files.writeString(photos.resolve("1text.jpg"), "this is not a photo");
    Files.createFile(photos.resolve("2empty.png"));
    Files.createFile(photos.resolve("3.heic"));
    CommandRun run = send("bad", photos, folder.resolve("missing.jpg"));
    assertEquals(1, run.exitCode(), run.toString());
    assertTrue(run.out().startsWith("3 of 6 photos delivered as bad"), run.out());
    assertTrue(run.out().contains("; 3 failed"), run.out());
    for (String said :
        new String[] {
          "1text.jpg: ", "2empty.png: is empty", "missing.jpg: there is no such file", "1 HEIC"
        }) {
      assertTrue(run.err().contains(said), run.err());
    }
    assertEquals(3, stored("bad"));
  }

  @Test
  void what_is_left_without_a_server_is_said_with_its_cause_and_goes_first_the_next_time()
      throws Exception {
    Path photos = photos(2);
    CommandRun run = new CommandRun("send", "--as", "left", "--server", "localhost:1", photos);
    run.and("--wait", 2, "--outbox", folder.resolve("outbox")).execute();
    assertEquals(1, run.exitCode(), run.toString());
    String next =
        "gistwire send --as left --server localhost:1 --outbox " + folder.resolve("outbox");
    assertTrue(
        run.err().contains("2 gists are not delivered yet; the server cannot be reached: "),
        run.err());
    assertTrue(run.err().contains(next), run.err());
    assertTrue(!run.err().contains("io.g") && !run.err().contains("\tat "), run.err());
    assertEquals(3, run.err().lines().count(), run.err());
    assertEquals(0, send("left").exitCode());
    assertEquals(2, stored("left"));
  }

  private static CommandRun call(Object... words) {
    return new CommandRun(words).and("--server", target).execute();
  }

  private static void assertSaid(int exitCode, String said, CommandRun run) {
    assertEquals(exitCode, run.exitCode(), run.toString());
    assertTrue(run.err().contains(said), run.toString());
    assertTrue(run.err().lines().count() <= 2, run.toString());
  }

  @Test
  void what_the_server_refuses_is_told_in_the_words_of_the_command() throws Exception {
    assertSaid(1, "--hits: is 5000;", call("search", "x", "-n", 5_000));
    assertSaid(1, "NAME: 'Not This'", call("watch", "add", "Not This", "a dog"));
    assertSaid(1, "--min-score", call("watch", "add", "dogs", "a dog", "--min-score", 7));
    String none = "watches/none does not exist";
    for (CommandRun run :
        new CommandRun[] {call("watch", "follow", "none"), call("watch", "alerts", "none")}) {
      assertSaid(1, none, run);
      assertTrue(run.err().contains("'gistwire watch list' shows the watches"), run.err());
    }
  }

  @Test
  void a_list_that_is_cut_states_it_and_a_whole_one_does_not() throws Exception {
    assertEquals(0, send("listed", photos(3)).exitCode());
    CommandRun cut = call("list", "--source", "listed", "-n", 2);
    assertSaid(0, "gistwire: the newest 2 are shown, and there are more; -n N shows more", cut);
    assertEquals(3, cut.out().lines().count(), cut.out());
    assertEquals("", call("list", "--source", "listed", "-n", 3).err());
    CommandRun nothing = send("listed");
    assertEquals("nothing new to send as listed\n", nothing.out().replace("\r", ""));
  }

  @Test
  void retention_tells_when_it_deletes_and_how_many() throws Exception {
    assertEquals(0, send("kept", photos(2)).exitCode());
    CommandRun dry = call("ledger", "retention", "--max-bytes", 1, "--dry-run");
    assertEquals(0, dry.exitCode(), dry.toString());
    assertTrue(
        dry.out()
            .matches("(?s).*nothing is changed; it would delete \\d+ gists, at the next run at .*"),
        dry.out());
    CommandRun now = call("ledger", "retention");
    assertEquals("gists     of any age\nalerts    of any age\n", now.out().replace("\r", ""));
    CommandRun set = call("ledger", "retention", "--max-age", "30d", "--max-alert-age", "90d");
    assertTrue(set.out().contains("gists     up to an age of 30 days"), set.out());
    assertTrue(set.out().contains("0 gists are deleted at the next run, 2"), set.out());
    now = call("ledger", "retention");
    assertTrue(now.out().contains("; it deletes 0 of the gists that are held now"), now.out());
    now = call("ledger", "retention", "--max-age", "none", "--max-alert-age", "none");
    assertEquals("gists     of any age\nalerts    of any age\n", now.out().replace("\r", ""));
  }

  @Test
  void commands_on_a_data_folder_have_the_exit_codes_of_all_commands() throws Exception {
    Path own = folder.resolve("data");
    CommandRun wrong = new CommandRun("token", "create", "--data", own, "--tenant", "A B");
    assertSaid(2, "gistwire: tenant 'A B'; 1 to 63", wrong.and("--may", "send").execute());
    CommandRun used = new CommandRun("token", "create", "--data", data, "--operator");
    assertSaid(1, "in use by process", used.execute());
    CommandRun none = new CommandRun("token", "revoke", "--data", own, "tokens/none");
    assertSaid(1, "gistwire: tokens/none does not exist", none.execute());
    Path missing = folder.resolve("none.db");
    CommandRun restore = new CommandRun("ledger", "restore", missing, "--data", own);
    assertSaid(1, missing.toString(), restore.execute());
  }
}
