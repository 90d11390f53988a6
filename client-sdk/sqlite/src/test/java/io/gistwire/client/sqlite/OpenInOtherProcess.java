package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.OutboxLockedException;
import java.nio.file.Path;

/** Opens an outbox and exits with 3 when it is locked, 0 when it opened. */
final class OpenInOtherProcess {
  private OpenInOtherProcess() {}

  public static void main(String[] args) throws Exception {
    try {
      SqliteOutboxStore.open(Path.of(args[0])).close();
    } catch (OutboxLockedException e) {
      System.exit(3);
    }
  }
}
