package io.gistwire.client.outbox;

import java.nio.file.Path;

/**
 * Opens the outbox of a source. Given to the client's builder, or found by {@link
 * java.util.ServiceLoader} when the builder is given a folder only.
 */
@FunctionalInterface
public interface OutboxProvider {
  /**
   * Opens the outbox of one source, making it at the first time.
   *
   * @param folder where outboxes lie; exists
   * @param source the source's name, safe as a file's name
   */
  OutboxStore open(Path folder, String source) throws OutboxException;
}
