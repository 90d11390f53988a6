package io.gistwire.models;

import io.gistwire.models.captions.CaptionInferrer;
import io.gistwire.models.engine.EngineOptions;
import io.gistwire.models.engine.Network;
import io.gistwire.models.engine.Networks;
import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.CaptionsSpec;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackFile;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.manifest.TextEncoderSpec;
import io.gistwire.models.picture.PhotoPipeline;
import io.gistwire.models.text.Tokenizer;
import io.gistwire.models.text.Tokenizers;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the working parts of a pack from its files: small ones at once, networks when needed. */
final class PackParts {
  private final PackFiles files;
  private final PackManifest manifest;
  private final EngineOptions options;
  private final PackCodecs codecs;
  private final List<Network> networks = new ArrayList<>();
  private @Nullable PackPhotoEncoder photoEncoder;
  private @Nullable TextEncoder textEncoder;
  private @Nullable PackInferrer inferrer;
  private boolean closed;

  PackParts(PackFiles files, PackManifest manifest, EngineOptions options) throws PackException {
    this.files = files;
    this.manifest = manifest;
    this.options = options;
    this.codecs = new PackCodecs(manifest, files);
  }

  PackCodecs codecs() {
    return codecs;
  }

  synchronized PackPhotoEncoder photoEncoder() throws PackException {
    if (photoEncoder == null) {
      ImageNetwork network =
          new ImageNetwork(
              new PhotoPipeline(manifest.code().preprocessing()),
              network(manifest.code().imageEncoderFile()),
              manifest.code().dimension());
      photoEncoder = new PackPhotoEncoder(manifest, network, codecs);
    }
    return photoEncoder;
  }

  boolean hasTextEncoder() throws PackException {
    TextEncoderSpec spec = manifest.textEncoderOrNull();
    return spec != null && files.has(manifest.file(spec.file()).orElseThrow());
  }

  synchronized TextEncoder textEncoder() throws PackException {
    if (textEncoder == null) {
      TextEncoderSpec spec = manifest.textEncoderOrNull();
      if (spec == null || !hasTextEncoder()) {
        throw new PackException(
            "pack "
                + manifest.name()
                + " at "
                + files.location()
                + " has no text encoder; use the whole pack, not its device part alone");
      }
      Tokenizer tokenizer = Tokenizers.open(spec.tokenizer(), manifest, files);
      int dimension = manifest.code().dimension();
      QueryComposer composer = new QueryComposer(spec, dimension, glossary(spec));
      Network network = network(spec.file());
      textEncoder = new NetworkTextEncoder(spec, composer, dimension, tokenizer, network);
    }
    return textEncoder;
  }

  /** Empty when the pack has no sentences, or only its device part is here. */
  synchronized Optional<PackInferrer> inferrer() throws PackException {
    CaptionsSpec spec = manifest.captionsOrNull();
    if (spec == null || inferrer != null) {
      return Optional.ofNullable(inferrer);
    }
    PackFile file = manifest.file(spec.file()).orElseThrow();
    PackFile settings = manifest.file(spec.settings()).orElseThrow();
    if (!files.has(file) || !files.has(settings)) {
      return Optional.empty();
    }
    CaptionInferrer read = CaptionInferrer.read(files.readFully(file), files.readFully(settings));
    if (read.dimension() != manifest.code().dimension()) {
      throw new PackException(
          spec.file()
              + " is for vectors of "
              + read.dimension()
              + " numbers; the manifest has "
              + manifest.code().dimension());
    }
    inferrer = new PackInferrer(codecs.quantizer(), read);
    return Optional.of(inferrer);
  }

  private Glossary glossary(TextEncoderSpec spec) throws PackException {
    if (spec.glossary().isEmpty()) {
      return Glossary.EMPTY;
    }
    return Glossary.open(manifest.file(spec.glossary().get()).orElseThrow(), files);
  }

  private Network network(String path) throws PackException {
    if (closed) {
      throw new IllegalStateException("pack " + manifest.name() + " is closed");
    }
    PackFile file = manifest.file(path).orElseThrow();
    try (InputStream in = files.open(file)) {
      Network network = Networks.load(manifest.name() + "/" + path, in, options);
      networks.add(network);
      return network;
    } catch (IOException e) {
      throw new PackException(path + ": " + e.getMessage(), e);
    }
  }

  synchronized void close() {
    closed = true;
    networks.forEach(Network::close);
    networks.clear();
  }
}
