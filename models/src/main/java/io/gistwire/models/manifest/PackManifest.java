package io.gistwire.models.manifest;

import io.gistwire.codec.CodeFingerprint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code manifest.json} states; PACK.md defines every member.
 *
 * @param name the pack's name
 * @param packVersion {@code MAJOR.MINOR.PATCH}; may grow under one code fingerprint
 * @param codeFingerprint what gives bits their meaning, computed again from the manifest
 * @param code the same in words
 * @param embeddingBytes default length of the embedding layer
 * @param captionBeams beams of the captioner
 * @param textEncoderOrNull absent in a pack that cannot search by text
 * @param captionsOrNull absent in a pack that infers no captions
 * @param logitScale softmax over logitScale times score gives a classification's probabilities
 * @param metrics measured figures
 * @param files every file but the manifest
 */
public record PackManifest(
    String name,
    String packVersion,
    CodeFingerprint codeFingerprint,
    String description,
    Licence licence,
    CodeSpec code,
    int embeddingBytes,
    int captionBeams,
    @Nullable TextEncoderSpec textEncoderOrNull,
    @Nullable CaptionsSpec captionsOrNull,
    double logitScale,
    List<Metric> metrics,
    List<PackFile> files) {

  /** Takes copies. */
  public PackManifest {
    metrics = List.copyOf(metrics);
    files = List.copyOf(files);
  }

  /** The text encoder, if the pack can search by text. */
  public Optional<TextEncoderSpec> textEncoder() {
    return Optional.ofNullable(textEncoderOrNull);
  }

  /** The files from which captions are inferred, if the pack has them. */
  public Optional<CaptionsSpec> captions() {
    return Optional.ofNullable(captionsOrNull);
  }

  /** The listed file of this path, if there is one. */
  public Optional<PackFile> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /** Bytes of all files of this part. */
  public long sizeBytes(PackPart part) {
    return files.stream().filter(f -> f.part() == part).mapToLong(PackFile::sizeBytes).sum();
  }
}
