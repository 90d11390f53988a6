package io.gistwire.models;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.language.CaptionCodec;
import io.gistwire.codec.language.LanguageModel;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.models.files.PackFiles;
import io.gistwire.models.layers.AttributesWriter;
import io.gistwire.models.layers.CaptionLayerWriter;
import io.gistwire.models.layers.LayerWriter;
import io.gistwire.models.layers.LayoutWriter;
import io.gistwire.models.layers.SemanticMapWriter;
import io.gistwire.models.layers.SketchWriter;
import io.gistwire.models.layers.ThumbnailWriter;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The integer half of a pack: codebooks, label tables, and who writes which layer. */
final class PackCodecs {
  private static final int SKETCH_SIDE = 64;

  /** Reads one of the codec's files. */
  private interface Parser<T> {
    T parse(byte[] file) throws GistFormatException;
  }

  private final PackManifest manifest;
  private final PackFiles files;
  private final Quantizer quantizer;
  private final @Nullable AttributeModel attributes;
  private final List<Label> labels;
  private final @Nullable CaptionLayerWriter captions;

  PackCodecs(PackManifest manifest, PackFiles files) throws PackException {
    this.manifest = manifest;
    this.files = files;
    LayerSpec embedding = manifest.code().embedding();
    this.quantizer = load(embedding, Quantizer::load);
    checkQuantizer(embedding);
    Optional<LayerSpec> spec = manifest.code().layer(LayerKind.ATTRIBUTES);
    this.attributes = spec.isEmpty() ? null : load(spec.get(), AttributeModel::load);
    this.labels = spec.isEmpty() ? List.of() : labels(spec.get());
    Optional<LayerSpec> caption = manifest.code().layer(LayerKind.CAPTION);
    this.captions = caption.isEmpty() ? null : captions(caption.get());
  }

  private void checkQuantizer(LayerSpec spec) throws PackException {
    int dimension = manifest.code().dimension();
    if (quantizer.dimension() != dimension
        || quantizer.codeBytes() != spec.maxBytes()
        || quantizer.prefixDecodable() != spec.prefixes()
        || quantizer.prefixDecodable() && quantizer.codeBytes() != quantizer.indices()) {
      throw new PackException(
          "the codebooks code "
              + quantizer.dimension()
              + " numbers into "
              + quantizer.codeBytes()
              + " bytes (prefixes: "
              + quantizer.prefixDecodable()
              + "); the manifest states "
              + dimension
              + ", "
              + spec.maxBytes()
              + " and "
              + spec.prefixes());
    }
  }

  /** A gist counts one byte a stage, and tables have a row for each number of stages. */
  private void checkStages(String what, int stages) throws PackException {
    int needed = quantizer.prefixDecodable() ? Math.min(16, quantizer.indices()) : 1;
    if (stages < needed) {
      throw new PackException(
          "the " + what + " knows " + stages + " stages of the code; the embedding has " + needed);
    }
  }

  private List<Label> labels(LayerSpec spec) throws PackException {
    String path =
        spec.labelsFile()
            .orElseThrow(() -> new PackException("the attributes layer names no label list"));
    checkStages("attributes file", attributes.maxStages());
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

  private CaptionLayerWriter captions(LayerSpec spec) throws PackException {
    if (spec.codec().equals("plain")) {
      return new CaptionLayerWriter(CaptionCodec.plain(), 0, false, 1);
    }
    if (!spec.codec().equals("gru")) {
      throw unknown(spec);
    }
    LanguageModel model = load(spec, LanguageModel::read);
    checkStages("language model", model.maxStages());
    if (model.dimension() != manifest.code().dimension()) {
      throw new PackException(
          "the language model is for vectors of "
              + model.dimension()
              + " numbers; the manifest states "
              + manifest.code().dimension());
    }
    return new CaptionLayerWriter(
        CaptionCodec.of(model), model.maxStages(), true, manifest.captionBeams());
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
      case "SKETCH edges":
        return new SketchWriter(spec.grid() == 0 ? SKETCH_SIDE : spec.grid(), spec.maxBytes());
      case "THUMBNAIL webp":
        return new ThumbnailWriter(spec.maxBytes());
      case "CAPTION gru", "CAPTION plain":
        return captions;
      default:
        throw unknown(spec);
    }
  }

  private PackException unknown(LayerSpec spec) {
    return new PackException(
        "pack "
            + manifest.name()
            + " has a layer "
            + spec.kind()
            + " of codec "
            + spec.codec()
            + ", which this release does not know");
  }

  Optional<CaptionLayerWriter> captions() {
    return Optional.ofNullable(captions);
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
