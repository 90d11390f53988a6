package io.gistwire.server.session;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Open;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceNames;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import java.util.Set;

/**
 * An Open that was checked.
 *
 * @param features those of it that are in force
 * @param clockSkewMillis the client's clock minus ours; 0 when unknown
 * @param durableThrough highest sequence that the client knows to be durable; 0 for none
 */
record OpenRequest(
    EpochKey epoch,
    CodeFingerprint fingerprint,
    List<String> features,
    long clockSkewMillis,
    long durableThrough) {
  static final String ANSWERS = "answers";
  static final String REFINE = "refine";

  /** Trace contexts of gists in batches. */
  static final String TRACES = "traces";

  private static final int MAX_FEATURES = 32;
  private static final int MAX_CLIENT_CHARACTERS = 128;
  private static final Set<String> KNOWN = Set.of(ANSWERS, REFINE, TRACES);

  /**
   * Checks the fields.
   *
   * @throws Refusal {@code SOURCE_INVALID}, {@code SOURCE_FORBIDDEN} or {@code FIELD_INVALID}
   */
  static OpenRequest of(Open open, Caller caller, long nowMillis) {
    String source = SourceNames.parse(open.getSource()).orElseThrow(() -> badSource(open));
    if (open.getEpoch() == 0) {
      throw Refusal.ofField("open.epoch", "is 0; 64 random bits are needed, made with the outbox");
    }
    int size = open.getCodeFingerprint().size();
    if (size != CodeFingerprint.BYTES) {
      throw Refusal.ofField(
          "open.code_fingerprint",
          "has " + size + " bytes; " + CodeFingerprint.BYTES + " are needed");
    }
    if (open.getFeaturesCount() > MAX_FEATURES) {
      throw Refusal.ofField(
          "open.features",
          open.getFeaturesCount() + " names; at most " + MAX_FEATURES + " are allowed");
    }
    if (open.getClient().length() > MAX_CLIENT_CHARACTERS) {
      throw Refusal.ofField(
          "open.client", "is longer than " + MAX_CLIENT_CHARACTERS + " characters");
    }
    caller.requireSource(source);
    long clientMillis = open.getClientTimeMillis();
    return new OpenRequest(
        new EpochKey(new SourceKey(caller.tenant(), source), open.getEpoch()),
        CodeFingerprint.of(open.getCodeFingerprint().toByteArray()),
        inForce(open.getFeaturesList()),
        clientMillis == 0 ? 0 : clientMillis - nowMillis,
        Math.max(0, open.getDurableThrough()));
  }

  private static Refusal badSource(Open open) {
    String shown = Refusal.shown(open.getSource());
    return Refusal.of(
            ErrorReason.ERROR_REASON_SOURCE_INVALID,
            "source '"
                + shown
                + "'; 'sources/' and 1 to 63 characters of a-z, 0-9, '-', '_', '.' are allowed,"
                + " the first a letter or digit")
        .with("source", shown);
  }

  private static List<String> inForce(List<String> asked) {
    List<String> known = asked.stream().filter(KNOWN::contains).distinct().sorted().toList();
    return known.contains(ANSWERS)
        ? known
        : known.stream().filter(name -> !name.equals(REFINE)).toList();
  }

  boolean has(String feature) {
    return features.contains(feature);
  }
}
