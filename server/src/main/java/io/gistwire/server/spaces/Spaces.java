package io.gistwire.server.spaces;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.server.captions.Caption;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.index.GistIndex;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.refusal.Refusal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All spaces that are served, the current pack's first. Thread-safe. */
public final class Spaces implements AutoCloseable {
  private final Map<CodeFingerprint, Space> spaces = new LinkedHashMap<>();

  /** These spaces, the current one first. */
  public Spaces(List<Space> all) {
    all.forEach(space -> spaces.put(space.pack().fingerprint(), space));
  }

  /**
   * Opens the index of every pack.
   *
   * @param readers the packs, the current one first
   * @param engine opens each index and the store of its captions
   */
  public static Spaces open(List<PackReader> readers, Ledger ledger, IndexEngine engine)
      throws IOException {
    Map<CodeFingerprint, Space> opened = new LinkedHashMap<>();
    try {
      for (PackReader reader : readers) {
        Captions captions =
            new Captions(reader.fingerprint(), reader, engine.openCaptions(reader.fingerprint()));
        GistIndex index = engine.open(reader, captions, ledger);
        opened.put(reader.fingerprint(), new Space(reader, reader, captions, index));
      }
      return new Spaces(List.copyOf(opened.values()));
    } catch (IOException | RuntimeException e) {
      opened.values().forEach(Spaces::close);
      throw e;
    }
  }

  /** All, the current one first. */
  public List<Space> all() {
    return List.copyOf(spaces.values());
  }

  /** The space of this fingerprint. */
  public Optional<Space> find(CodeFingerprint fingerprint) {
    return Optional.ofNullable(spaces.get(fingerprint));
  }

  /**
   * The space that a request names.
   *
   * @param fingerprint 8 bytes; empty for the current pack's
   * @throws Refusal {@code FINGERPRINT_UNKNOWN} when it is not served, {@code MODEL_MISSING} when
   *     no pack is
   */
  public Space require(ByteString fingerprint) {
    if (fingerprint.isEmpty()) {
      return spaces.values().stream()
          .findFirst()
          .orElseThrow(
              () ->
                  Refusal.of(
                      ErrorReason.ERROR_REASON_MODEL_MISSING,
                      "this server serves no pack; start it with gistwire.packs=FOLDER"));
    }
    if (fingerprint.size() != CodeFingerprint.BYTES) {
      throw Refusal.ofField(
          "code_fingerprint",
          "has " + fingerprint.size() + " bytes; " + CodeFingerprint.BYTES + " are needed");
    }
    CodeFingerprint wanted = CodeFingerprint.of(fingerprint.toByteArray());
    return find(wanted).orElseThrow(() -> unknown(wanted));
  }

  private Refusal unknown(CodeFingerprint wanted) {
    String served =
        spaces.keySet().stream().map(CodeFingerprint::toString).collect(Collectors.joining(","));
    return Refusal.of(
            ErrorReason.ERROR_REASON_FINGERPRINT_UNKNOWN,
            "code fingerprint " + wanted + " is not served; served are: " + served)
        .with("fingerprint", wanted.toString())
        .withList("served", served);
  }

  /** Position of the log up to which every index sees everything; the largest long without any. */
  public long position() {
    return spaces.values().stream()
        .mapToLong(space -> space.index().position())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Position of the log up to which every index knows the captions. */
  public long captionPosition() {
    return spaces.values().stream()
        .mapToLong(space -> space.index().captionPosition())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Size of the files of all indexes and captions. */
  public long diskBytes() {
    return spaces.values().stream()
        .mapToLong(space -> space.index().stats().diskBytes() + space.captions().diskBytes())
        .sum();
  }

  /** What is shown of a gist as its caption now; none where no pack here reads it. */
  public Caption caption(HeldGist held) {
    return find(held.fingerprint()).map(space -> space.captions().shown(held)).orElse(Caption.NONE);
  }

  /** Names of the labels of a gist's attributes layer; none where no pack here reads it. */
  public List<String> labels(CodeFingerprint fingerprint, Gist gist) {
    return find(fingerprint).map(space -> space.labels(gist)).orElse(List.of());
  }

  @Override
  public void close() {
    spaces.values().forEach(Spaces::close);
  }

  private static void close(Space space) {
    space.index().close();
    space.captions().close();
  }
}
