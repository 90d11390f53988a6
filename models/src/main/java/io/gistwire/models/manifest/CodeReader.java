package io.gistwire.models.manifest;

import io.gistwire.codec.LayerKind;
import io.gistwire.models.manifest.PhotoOperation.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code code}; refuses what it does not know. */
final class CodeReader {
  private static final int MAX_SIDE = 4096;
  private static final int MAX_OPERATIONS = 16;

  private CodeReader() {}

  static CodeSpec read(JsonMembers code) throws PackException {
    int dimension = code.integer("dimension", 16, 2048);
    List<PhotoOperation> operations = operations(code);
    JsonMembers encoder = code.object("image_encoder");
    encoder.string("runtime", "torchscript");
    String file = encoder.string("file");
    encoder.refuseOthers();
    List<LayerSpec> layers = layers(code);
    code.refuseOthers();
    return new CodeSpec(dimension, operations, file, layers);
  }

  private static List<PhotoOperation> operations(JsonMembers code) throws PackException {
    List<PhotoOperation> all = new ArrayList<>();
    for (JsonMembers operation : code.objects("preprocessing")) {
      all.add(operation(operation));
      operation.refuseOthers();
    }
    int last = all.size() - 1;
    boolean ordered =
        last >= 1
            && last < MAX_OPERATIONS
            && all.get(last) instanceof PhotoOperation.ToTensor
            && all.get(last - 1) instanceof PhotoOperation.Normalise;
    for (PhotoOperation early : all.subList(0, Math.max(0, last - 1))) {
      ordered &=
          !(early instanceof PhotoOperation.ToTensor)
              && !(early instanceof PhotoOperation.Normalise);
    }
    if (!ordered) {
      throw new PackException(
          code.path()
              + ".preprocessing must have 2 to "
              + MAX_OPERATIONS
              + " operations that end in normalise, tensor, each once");
    }
    return all;
  }

  private static PhotoOperation operation(JsonMembers from) throws PackException {
    String op = from.string("op");
    switch (op) {
      case "crop_square":
        return new PhotoOperation.CropSquare();
      case "crop_centre":
        return new PhotoOperation.CropCentre(
            from.integer("width", 1, MAX_SIDE), from.integer("height", 1, MAX_SIDE));
      case "resize":
        return new PhotoOperation.Resize(
            from.integer("width", 1, MAX_SIDE), from.integer("height", 1, MAX_SIDE), filter(from));
      case "resize_shortest":
        return new PhotoOperation.ResizeShortest(from.integer("size", 1, MAX_SIDE), filter(from));
      case "normalise":
        return normalise(from);
      case "tensor":
        from.string("layout", "nchw");
        from.string("channels", "rgb");
        return new PhotoOperation.ToTensor();
      default:
        throw new PackException(
            from.path()
                + ".op is \""
                + op
                + "\"; crop_square, crop_centre, resize, resize_shortest, normalise and tensor are"
                + " known to this release");
    }
  }

  private static Filter filter(JsonMembers from) throws PackException {
    return Filter.valueOf(from.string("filter", "bicubic|bilinear").toUpperCase(Locale.ROOT));
  }

  private static PhotoOperation normalise(JsonMembers from) throws PackException {
    List<Double> mean = from.decimals("mean");
    List<Double> deviation = from.decimals("std");
    if (mean.size() != 3 || deviation.size() != 3 || deviation.contains(0.0)) {
      throw new PackException(
          from.path() + ": mean and std need three values each, and none of std may be 0");
    }
    return new PhotoOperation.Normalise(from.decimal("scale"), mean, deviation);
  }

  private static List<LayerSpec> layers(JsonMembers code) throws PackException {
    List<LayerSpec> all = new ArrayList<>();
    Set<LayerKind> kinds = EnumSet.noneOf(LayerKind.class);
    for (JsonMembers layer : code.objects("layers")) {
      LayerSpec spec = layer(layer);
      layer.refuseOthers();
      if (!kinds.add(spec.kind())) {
        throw new PackException(layer.path() + " is a second " + spec.kind() + " layer");
      }
      all.add(spec);
    }
    if (!kinds.contains(LayerKind.EMBEDDING)) {
      throw new PackException(code.path() + ".layers has no embedding layer; every pack needs one");
    }
    return all;
  }

  private static LayerSpec layer(JsonMembers from) throws PackException {
    String name = from.string("kind", "[a-z_]{1,40}");
    LayerKind kind = kind(from, name);
    int max = from.integer("max_bytes", 1, kind.maxBytes());
    int min = from.integer("min_bytes", 0, max, 0);
    @Nullable String labels = null;
    if (from.has("labels")) {
      JsonMembers list = from.object("labels");
      labels = list.string("file");
      list.refuseOthers();
    }
    return new LayerSpec(
        kind,
        from.string("codec", "[a-z0-9-]{1,40}"),
        from.has("file") ? from.string("file") : null,
        min,
        max,
        from.bool("prefixes", true),
        labels,
        from.integer("grid", 1, 256, 0));
  }

  private static LayerKind kind(JsonMembers from, String name) throws PackException {
    for (LayerKind kind : LayerKind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new PackException(
        from.path() + ".kind is \"" + name + "\", which is not known to this release");
  }
}
