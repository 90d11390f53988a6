package io.gistwire.server.gist;

import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.refusal.Refusal;

/** Reads names of gists in requests. */
final class GistNames {
  private GistNames() {}

  /**
   * The key that a caller's name represents, in the caller's tenant.
   *
   * @param field of the request, for messages
   * @throws Refusal {@code FIELD_INVALID} or {@code SOURCE_FORBIDDEN}
   */
  static GistKey key(Caller caller, String field, String name) {
    GistKey key = GistKey.parse(caller.tenant(), name).orElseThrow(() -> bad(field, name));
    caller.requireSource(key.epoch().source().source());
    return key;
  }

  private static Refusal bad(String field, String name) {
    return Refusal.ofField(
        field,
        "'"
            + Refusal.shown(name)
            + "' is no gist; sources/NAME/gists/EPOCH-SEQUENCE is, the epoch in 16 lower-case"
            + " hexadecimal digits");
  }
}
