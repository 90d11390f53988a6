package io.gistwire.models;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.engine.EngineOptions;
import io.gistwire.models.engine.Network;
import io.gistwire.models.engine.Networks;
import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.LayerSpec;
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

/** Makes the working parts of a pack from its files: small ones at once, networks when needed. */
final class PackParts {
  private final PackFiles files;
  private final PackManifest manifest;
  private final EngineOptions options;
  private final Quantizer quantizer;
  private final List<Label> labels;
  private final List<Network> networks = new ArrayList<>();
  private PackPhotoEncoder photoEncoder;
  private TextEncoder textEncoder;
  private boolean closed;

  PackParts(PackFiles files, PackManifest manifest, EngineOptions options) throws PackException {
    this.files = files;
    this.manifest = manifest;
    this.options = options;
    this.quantizer = loadQuantizer();
    LayerSpec attributes = manifest.code().layer(LayerKind.ATTRIBUTES).orElse(null);
    this.labels =
        attributes == null || attributes.labelsFile().isEmpty()
            ? List.of()
            : LabelList.read(read(attributes.labelsFile().get()));
  }

  private Quantizer loadQuantizer() throws PackException {
    LayerSpec spec = manifest.code().embedding();
    String path =
        spec.file().orElseThrow(() -> new PackException("the embedding layer has no file"));
    Quantizer loaded;
    try {
      loaded = Quantizer.load(read(path));
    } catch (GistFormatException e) {
      throw new PackException(path + ": " + e.getMessage(), e);
    }
    int dimension = manifest.code().dimension();
    if (loaded.dimension() != dimension
        || loaded.codeBytes() != spec.maxBytes()
        || loaded.prefixDecodable() != spec.prefixes()) {
      throw new PackException(
          path
              + " codes "
              + loaded.dimension()
              + " numbers into "
              + loaded.codeBytes()
              + " bytes (prefixes: "
              + loaded.prefixDecodable()
              + "); the manifest says "
              + dimension
              + ", "
              + spec.maxBytes()
              + " and "
              + spec.prefixes());
    }
    return loaded;
  }

  Quantizer quantizer() {
    return quantizer;
  }

  List<Label> labels() {
    return labels;
  }

  synchronized PackPhotoEncoder photoEncoder() throws PackException {
    if (photoEncoder == null) {
      ImageNetwork network =
          new ImageNetwork(
              new PhotoPipeline(manifest.code().preprocessing()),
              network(manifest.code().imageEncoderFile()),
              manifest.code().dimension());
      photoEncoder = new PackPhotoEncoder(manifest, network, quantizer);
    }
    return photoEncoder;
  }

  boolean hasTextEncoder() throws PackException {
    TextEncoderSpec spec = manifest.textEncoderOrNull();
    return spec != null && files.has(manifest.file(spec.file()).orElseThrow());
  }

  synchronized TextEncoder textEncoder() throws PackException {
    if (textEncoder == null) {
      if (!hasTextEncoder()) {
        throw new PackException(
            "pack "
                + manifest.name()
                + " at "
                + files.location()
                + " has no text encoder; use the whole pack, not its device part alone");
      }
      TextEncoderSpec spec = manifest.textEncoderOrNull();
      Tokenizer tokenizer = Tokenizers.open(spec.tokenizer(), manifest, files);
      Network network = network(spec.file());
      textEncoder = new NetworkTextEncoder(spec, manifest.code().dimension(), tokenizer, network);
    }
    return textEncoder;
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

  private byte[] read(String path) throws PackException {
    return files.readFully(manifest.file(path).orElseThrow());
  }

  synchronized void close() {
    closed = true;
    networks.forEach(Network::close);
    networks.clear();
  }
}
