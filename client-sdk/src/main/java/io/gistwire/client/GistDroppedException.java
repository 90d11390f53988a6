package io.gistwire.client;

/** The outbox gave a gist up to make room, as its overflow policy says. */
public final class GistDroppedException extends Exception {
  private static final long serialVersionUID = 1L;

  GistDroppedException(GistKey key) {
    super(key.name() + " was dropped to make room in the outbox");
  }
}
