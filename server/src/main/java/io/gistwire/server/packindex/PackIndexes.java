package io.gistwire.server.packindex;

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

/** The indexes of all packs that are served, the current pack's first. Thread-safe. */
public final class PackIndexes implements AutoCloseable {
  private final Map<CodeFingerprint, PackIndex> indexes = new LinkedHashMap<>();

  /** These, the current pack's first. */
  public PackIndexes(List<PackIndex> all) {
    all.forEach(packIndex -> indexes.put(packIndex.pack().fingerprint(), packIndex));
  }

  /**
   * Opens the index of every pack.
   *
   * @param readers the packs, the current one first
   * @param engine opens each index and the store of its captions
   */
  public static PackIndexes open(List<PackReader> readers, Ledger ledger, IndexEngine engine)
      throws IOException {
    Map<CodeFingerprint, PackIndex> opened = new LinkedHashMap<>();
    try {
      for (PackReader reader : readers) {
        Captions captions =
            new Captions(reader.fingerprint(), reader, engine.openCaptions(reader.fingerprint()));
        GistIndex index = engine.open(reader, captions, ledger);
        opened.put(reader.fingerprint(), new PackIndex(reader, reader, captions, index));
      }
      return new PackIndexes(List.copyOf(opened.values()));
    } catch (IOException | RuntimeException e) {
      opened.values().forEach(PackIndexes::close);
      throw e;
    }
  }

  /** All, the current one first. */
  public List<PackIndex> all() {
    return List.copyOf(indexes.values());
  }

  /** The pack of this fingerprint, with its index. */
  public Optional<PackIndex> find(CodeFingerprint fingerprint) {
    return Optional.ofNullable(indexes.get(fingerprint));
  }

  /**
   * The pack that a request names, with its index.
   *
   * @param fingerprint 8 bytes; empty for the current pack's
   * @throws Refusal {@code FINGERPRINT_UNKNOWN} when it is not served, {@code MODEL_MISSING} when
   *     no pack is
   */
  public PackIndex require(ByteString fingerprint) {
    if (fingerprint.isEmpty()) {
      return indexes.values().stream()
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
        indexes.keySet().stream().map(CodeFingerprint::toString).collect(Collectors.joining(","));
    return Refusal.of(
            ErrorReason.ERROR_REASON_FINGERPRINT_UNKNOWN,
            "code fingerprint " + wanted + " is not served; served are: " + served)
        .with("fingerprint", wanted.toString())
        .withList("served", served);
  }

  /** Position of the log up to which every index sees everything; the largest long without any. */
  public long position() {
    return indexes.values().stream()
        .mapToLong(packIndex -> packIndex.index().position())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Position of the log up to which every index knows the captions. */
  public long captionPosition() {
    return indexes.values().stream()
        .mapToLong(packIndex -> packIndex.index().captionPosition())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Size of the files of all indexes and captions. */
  public long diskBytes() {
    return indexes.values().stream()
        .mapToLong(
            packIndex -> packIndex.index().stats().diskBytes() + packIndex.captions().diskBytes())
        .sum();
  }

  /** What is shown of a gist as its caption now; none where no pack here reads it. */
  public Caption caption(HeldGist held) {
    return find(held.fingerprint())
        .map(packIndex -> packIndex.captions().shown(held))
        .orElse(Caption.NONE);
  }

  /**
   * Names of the labels of a stored gist, as the index has them; none where no pack here reads it.
   */
  public List<String> labels(HeldGist held) {
    return find(held.fingerprint()).map(packIndex -> packIndex.labels(held)).orElse(List.of());
  }

  /** Names of the labels of a gist's attributes layer; none where no pack here reads it. */
  public List<String> labels(CodeFingerprint fingerprint, Gist gist) {
    return find(fingerprint).map(packIndex -> packIndex.labels(gist)).orElse(List.of());
  }

  @Override
  public void close() {
    indexes.values().forEach(PackIndexes::close);
  }

  private static void close(PackIndex packIndex) {
    packIndex.index().close();
    packIndex.captions().close();
  }
}
