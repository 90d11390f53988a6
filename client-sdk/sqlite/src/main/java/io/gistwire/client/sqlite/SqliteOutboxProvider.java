package io.gistwire.client.sqlite;

import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxProvider;
import io.gistwire.client.outbox.OutboxStore;
import java.nio.file.Path;

/** Opens {@code FOLDER/SOURCE.outbox.db}. Found by the client when this module is there. */
public final class SqliteOutboxProvider implements OutboxProvider {
  @Override
  public OutboxStore open(Path folder, String source) throws OutboxException {
    return SqliteOutboxStore.open(folder.resolve(source + ".outbox.db"));
  }
}
