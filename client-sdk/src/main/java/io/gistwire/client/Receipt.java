package io.gistwire.client;

import java.util.concurrent.CompletionStage;

/**
 * What becomes of one gist. The stages complete on the client's callback executor. Cancelling one
 * withdraws nothing. Thread-safe.
 */
public interface Receipt {
  /**
   * Completes when the gist is in the outbox's file: from here on it survives a power cut.
   *
   * <p>Fails with {@link StreamFullException} when too many wait already, with {@link
   * io.gistwire.client.outbox.OutboxFullException} when the outbox or its disk has no space, with
   * {@link io.gistwire.codec.UnreadablePhotoException} when the photo cannot be encoded, with
   * another {@link io.gistwire.client.outbox.OutboxException} when the disk does not do its part.
   */
  CompletionStage<GistKey> stored();

  /**
   * Completes when the gist is on the server's disk. In a program that ends before, it never does;
   * the next start sends what is left.
   *
   * <p>Fails as {@link #stored()} does, and with {@link GistRejectedException} when the server
   * refuses the gist for good, {@link GistDroppedException} when the outbox gave it up to make
   * space, {@link StreamStoppedException} when the stream ended for good or was closed before.
   */
  CompletionStage<GistKey> delivered();
}
