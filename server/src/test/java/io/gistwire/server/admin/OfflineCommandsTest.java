package io.gistwire.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.auth.sqlite.SqliteTokenStore;
import io.gistwire.server.storage.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does while no server runs. */
class OfflineCommandsTest {
  @TempDir Path data;
  private String said;

  private int run(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      int code = OfflineCommands.run(data, out, out, arguments);
      said = bytes.toString(StandardCharsets.UTF_8);
      return code;
    }
  }

  @Test
  void the_first_token_is_made_and_made_void() throws Exception {
    assertEquals(0, run("token", "create", "acme", "SEND", "--source", "cam"), said);
    Matcher name = Pattern.compile("tokens/[a-z0-9]+").matcher(said);
    assertTrue(name.find(), said);
    Matcher secret = Pattern.compile("gw[A-Za-z0-9_-]{20,}").matcher(said);
    assertTrue(secret.find(), said);
    assertTrue(isGood(secret.group()));
    assertEquals(0, run("token", "revoke", name.group()), said);
    assertFalse(isGood(secret.group()));
  }

  private boolean isGood(String secret) throws Exception {
    try (DataFolder folder = DataFolder.open(data);
        TokenStore tokens = SqliteTokenStore.open(folder)) {
      return tokens.find(secret, System.currentTimeMillis()).isPresent();
    }
  }

  @Test
  void a_new_ledger_is_whole_and_can_be_copied() {
    assertEquals(0, run("ledger", "check", "--deep"), said);
    Path copy = data.resolve("copy.db");
    assertEquals(0, run("ledger", "backup", copy.toString()), said);
    assertTrue(Files.exists(copy));
    assertEquals(0, run("ledger", "compact"), said);
  }

  @Test
  void a_folder_in_use_states_by_which_process() throws Exception {
    try (DataFolder used = DataFolder.open(data)) {
      assertEquals(3, run("ledger", "check"));
      assertTrue(said.contains("in use by process " + ProcessHandle.current().pid()), said);
      assertTrue(said.contains(used.path().toString()), said);
    }
  }

  @Test
  void a_damaged_ledger_is_not_opened_and_the_message_states_what_to_do() throws Exception {
    assertEquals(0, run("ledger", "check"), said);
    Files.write(
        data.resolve("ledger.db"),
        "no database, but long enough to be one".getBytes(StandardCharsets.US_ASCII));
    assertEquals(3, run("ledger", "check"));
    assertTrue(said.contains("backup"), said);
  }

  @Test
  void wrong_use_is_told_with_the_usage() {
    assertEquals(2, run("ledger", "mend"));
    assertTrue(said.contains("'ledger mend' is no command"), said);
    assertTrue(said.contains("token create TENANT"), said);
    assertEquals(0, run("help"));
  }
}
