package io.gistwire.models;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.engine.EngineOptions;
import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.ManifestReader;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackFile;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.manifest.PackPart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A loaded pack: manifest, codebooks and labels at once, networks when they are first asked for.
 * Thread-safe. Closing frees the networks' native memory; encoders of a closed pack fail.
 *
 * <pre>{@code
 * try (ModelPack pack = ModelPack.bundled()) {
 *   Gist gist = pack.photoEncoder().encode(jpeg, EncodeOptions.defaults());
 * }
 * }</pre>
 */
public final class ModelPack implements AutoCloseable {
  private final PackFiles files;
  private final PackManifest manifest;
  private final byte[] manifestBytes;
  private final PackParts parts;

  private ModelPack(
      PackFiles files, PackManifest manifest, byte[] manifestBytes, EngineOptions options)
      throws PackException {
    this.files = files;
    this.manifest = manifest;
    this.manifestBytes = manifestBytes;
    this.parts = new PackParts(files, manifest, options);
  }

  /**
   * The pack on the class path.
   *
   * @throws PackException when there is none, or more than one
   */
  public static ModelPack bundled() throws PackException {
    return bundled(EngineOptions.defaults());
  }

  /** The pack on the class path, on the given device. */
  public static ModelPack bundled(EngineOptions options) throws PackException {
    List<String> names = BundledPacks.names();
    if (names.size() != 1) {
      throw new PackException(
          names.isEmpty()
              ? "no pack on the class path; add io.gistwire:gistwire-pack-base-1"
              : "several packs on the class path: " + names + "; ask for one by its name");
    }
    return bundled(names.get(0), options);
  }

  /** The pack of this name on the class path. */
  public static ModelPack bundled(String name, EngineOptions options) throws PackException {
    return open(BundledPacks.files(name), options);
  }

  /** Names of the packs on the class path. */
  public static List<String> bundledNames() throws PackException {
    return BundledPacks.names();
  }

  /**
   * The pack in a folder or a zip.
   *
   * @throws PackException when it is missing, damaged or states something that PACK.md does not
   *     allow
   */
  public static ModelPack load(Path folderOrZip) throws PackException {
    return load(folderOrZip, EngineOptions.defaults());
  }

  /** The pack in a folder or a zip, on the given device. */
  public static ModelPack load(Path folderOrZip, EngineOptions options) throws PackException {
    return open(PackFiles.at(folderOrZip), options);
  }

  private static ModelPack open(PackFiles files, EngineOptions options) throws PackException {
    try {
      byte[] bytes = files.manifestBytes();
      PackManifest manifest = ManifestReader.read(bytes);
      verify(files, manifest);
      return new ModelPack(files, manifest, bytes, options);
    } catch (PackException | RuntimeException e) {
      try {
        files.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Every file of the device part; the server part as far as it is there. */
  private static void verify(PackFiles files, PackManifest manifest) throws PackException {
    for (PackFile file : manifest.files()) {
      if (file.part() == PackPart.DEVICE || files.has(file)) {
        files.verify(file);
      }
    }
  }

  /** What the pack states about itself. */
  public PackManifest manifest() {
    return manifest;
  }

  /** The bytes of {@code manifest.json}. */
  public byte[] manifestJson() {
    return manifestBytes.clone();
  }

  /** Where the pack lies, for messages. */
  public String location() {
    return files.location();
  }

  /** What gives this pack's bits their meaning. */
  public CodeFingerprint fingerprint() {
    return manifest.codeFingerprint();
  }

  /** Length of the pack's vectors, D. */
  public int dimension() {
    return manifest.code().dimension();
  }

  /** Code to vector and score; exact integers. */
  public Quantizer quantizer() {
    return parts.codecs().quantizer();
  }

  /** The labels of the attributes layer, in its order; empty when the pack has none. */
  public List<Label> labels() {
    return parts.codecs().labels();
  }

  /** Writes and reads captions; empty when the pack has no caption layer. Needs no network. */
  public Optional<Captioner> captioner() {
    PackCodecs codecs = parts.codecs();
    return codecs.captions().map(writer -> new PackCaptioner(manifest, codecs.quantizer(), writer));
  }

  /**
   * Infers captions that name only what the code supports; the same object each time. The first
   * call reads the sentences, which takes about half a second. Needs no network.
   *
   * @return empty when the pack has no sentences, or only its device part is here
   * @throws PackException when the files are damaged
   */
  public Optional<PackInferrer> inferrer() throws PackException {
    return parts.inferrer();
  }

  /** Reads this pack's gists. */
  public GistReader gistReader() {
    return new GistReader(manifest, parts.codecs());
  }

  /**
   * The encoder of photos; the same object each time. The first call loads the network.
   *
   * @throws PackException when the network cannot be loaded
   * @throws io.gistwire.models.engine.EngineFailure when there is no engine or no such device
   */
  public PackPhotoEncoder photoEncoder() throws PackException {
    return parts.photoEncoder();
  }

  /** Whether {@link #textEncoder()} works: the pack has one and its files are here. */
  public boolean hasTextEncoder() throws PackException {
    return parts.hasTextEncoder();
  }

  /**
   * The encoder of queries; the same object each time. The first call loads the network.
   *
   * @throws PackException when the pack has none, or only its device part is here
   * @throws io.gistwire.models.engine.EngineFailure when there is no engine or no such device
   */
  public TextEncoder textEncoder() throws PackException {
    return parts.textEncoder();
  }

  /**
   * Writes the device part as a zip: the same bytes for the same pack, on every machine.
   *
   * @param to not closed
   */
  public void writeDevicePart(OutputStream to) throws PackException, IOException {
    DeviceZip.write(manifest, manifestBytes, files, to);
  }

  @Override
  public void close() {
    parts.close();
    try {
      files.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("closing " + files.location(), e);
    }
  }
}
