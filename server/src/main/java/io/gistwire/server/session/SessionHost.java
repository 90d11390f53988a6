package io.gistwire.server.session;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.Open;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.packs.GistRules;

/** What a session machine needs to know of its surroundings; answers at once, from memory. */
interface SessionHost {
  /**
   * What gists of this fingerprint may be.
   *
   * @throws io.gistwire.server.refusal.Refusal {@code FINGERPRINT_UNKNOWN}
   */
  GistRules requireRules(CodeFingerprint fingerprint);

  /**
   * Lets a session in, or not.
   *
   * @throws io.gistwire.server.refusal.Refusal {@code LEDGER_UNAVAILABLE}, {@code SERVER_BUSY},
   *     {@code QUOTA_EXCEEDED} or {@code DRAINING}
   */
  void admit(Caller caller, OpenRequest request, Open open);

  /** A client said that it will not send layers that it was asked for. */
  void declined(DeclineReason reason, int gistCount);

  /**
   * Lets layers of the caller's tenant in, or not; {@link #arrived} is called for them once.
   *
   * @throws io.gistwire.server.refusal.Refusal {@code QUOTA_EXCEEDED}
   */
  void admitLayers(Caller caller, long layerBytes);

  /** The ledger has written layers that were let in, or never will. */
  void arrived(Caller caller, long layerBytes);
}
