package io.gistwire.server.packs;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;

/** What is wrong with one gist: the reason and a sentence. */
public record GistFault(ErrorReason reason, String message) {
  /** The same as the refusal of a call. */
  public Refusal toRefusal() {
    return Refusal.of(reason, message);
  }
}
