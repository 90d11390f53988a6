package io.gistwire.models;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.files.PackFiles;
import io.gistwire.models.layers.AttributesWriter;
import io.gistwire.models.layers.LayerWriter;
import io.gistwire.models.layers.LayoutWriter;
import io.gistwire.models.layers.SemanticMapWriter;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The integer half of a pack: codebooks, label tables, and who writes which layer. */
final class PackCodecs {
  /** Reads one of the codec's files. */
  private interface Parser<T> {
    T parse(byte[] file) throws GistFormatException;
  }

  private final PackManifest manifest;
  private final PackFiles files;
  private final Quantizer quantizer;
  private final AttributeModel attributes;
  private final List<Label> labels;

  PackCodecs(PackManifest manifest, PackFiles files) throws PackException {
    this.manifest = manifest;
    this.files = files;
    LayerSpec embedding = manifest.code().embedding();
    this.quantizer = load(embedding, Quantizer::load);
    checkQuantizer(embedding);
    Optional<LayerSpec> spec = manifest.code().layer(LayerKind.ATTRIBUTES);
    this.attributes = spec.isEmpty() ? null : load(spec.get(), AttributeModel::load);
    this.labels = spec.isEmpty() ? List.of() : labels(spec.get());
  }

  private void checkQuantizer(LayerSpec spec) throws PackException {
    int dimension = manifest.code().dimension();
    if (quantizer.dimension() != dimension
        || quantizer.codeBytes() != spec.maxBytes()
        || quantizer.prefixDecodable() != spec.prefixes()) {
      throw new PackException(
          "the codebooks code "
              + quantizer.dimension()
              + " numbers into "
              + quantizer.codeBytes()
              + " bytes (prefixes: "
              + quantizer.prefixDecodable()
              + "); the manifest says "
              + dimension
              + ", "
              + spec.maxBytes()
              + " and "
              + spec.prefixes());
    }
  }

  private List<Label> labels(LayerSpec spec) throws PackException {
    String path =
        spec.labelsFile()
            .orElseThrow(() -> new PackException("the attributes layer names no label list"));
    List<Label> list = LabelList.read(read(path));
    if (list.size() != attributes.labels()
        || attributes.dimension() != manifest.code().dimension()) {
      throw new PackException(
          path
              + " has "
              + list.size()
              + " labels; the attributes file has "
              + attributes.labels()
              + " for vectors of "
              + attributes.dimension()
              + " numbers");
    }
    return list;
  }

  private <T> T load(LayerSpec spec, Parser<T> parser) throws PackException {
    String path =
        spec.file()
            .orElseThrow(() -> new PackException("the " + spec.kind() + " layer names no file"));
    try {
      return parser.parse(read(path));
    } catch (GistFormatException e) {
      throw new PackException(path + ": " + e.getMessage(), e);
    }
  }

  private byte[] read(String path) throws PackException {
    return files.readFully(manifest.file(path).orElseThrow());
  }

  /** Writers of every layer but the embedding, coarse to fine. */
  List<LayerWriter> writers() throws PackException {
    List<LayerWriter> writers = new ArrayList<>();
    for (LayerSpec spec : manifest.code().layers()) {
      if (spec.kind() != LayerKind.EMBEDDING) {
        writers.add(writer(spec));
      }
    }
    return writers;
  }

  private LayerWriter writer(LayerSpec spec) throws PackException {
    String codec = spec.kind() + " " + spec.codec();
    switch (codec) {
      case "ATTRIBUTES labels":
        return new AttributesWriter(attributes, spec.maxBytes());
      case "LAYOUT dct":
        return new LayoutWriter(spec.maxBytes());
      case "SEMANTIC_MAP labels":
        if (attributes == null || spec.grid() == 0) {
          throw new PackException("a semantic map needs an attributes layer and a grid");
        }
        return new SemanticMapWriter(attributes, spec.grid(), spec.maxBytes());
      default:
        throw new PackException(
            "pack "
                + manifest.name()
                + " has a layer "
                + codec
                + ", which this release does not know");
    }
  }

  Quantizer quantizer() {
    return quantizer;
  }

  Optional<AttributeModel> attributes() {
    return Optional.ofNullable(attributes);
  }

  List<Label> labels() {
    return labels;
  }
}
