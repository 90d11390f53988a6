package io.gistwire.cli.gist;

import com.google.protobuf.ByteString;
import io.gistwire.cli.output.CommandException;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.file.GistFileException;
import io.gistwire.proto.file.GistFiles;
import io.gistwire.proto.v1.GistFile;
import java.util.ArrayList;
import java.util.List;

/** Gists as bytes of {@code .gist} files and back. */
final class GistFileStore {
  /** No gist that a pack may allow is larger, so nothing larger is read. */
  static final int MAX_FILE_BYTES = 2 << 20;

  private GistFileStore() {}

  static byte[] toBytes(Gist gist) {
    io.gistwire.proto.v1.Gist.Builder message = io.gistwire.proto.v1.Gist.newBuilder();
    for (Layer layer : gist.layers()) {
      message.addLayers(
          io.gistwire.proto.v1.Layer.newBuilder()
              .setKindValue(layer.kind().number())
              .setConditionedStages(layer.conditionedStages())
              .setData(ByteString.copyFrom(layer.toByteArray())));
    }
    return GistFiles.of(ByteString.copyFrom(gist.fingerprint().toByteArray()), message.build())
        .toByteArray();
  }

  static Gist fromBytes(byte[] bytes, String name) {
    try {
      GistFile file = GistFiles.read(bytes);
      List<Layer> layers = new ArrayList<>();
      for (io.gistwire.proto.v1.Layer layer : file.getGist().getLayersList()) {
        layers.add(
            Layer.of(
                kind(layer.getKindValue()),
                layer.getConditionedStages(),
                layer.getData().toByteArray()));
      }
      return Gist.of(CodeFingerprint.of(file.getCodeFingerprint().toByteArray()), layers);
    } catch (GistFileException | IllegalArgumentException malformed) {
      throw new CommandException(
          name + ": " + malformed.getMessage(), "Encode the photo again.", 1, malformed);
    }
  }

  private static LayerKind kind(int number) {
    for (LayerKind kind : LayerKind.values()) {
      if (kind.number() == number) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "layer kind " + number + " is not known to this release; kinds 1 to 8 are");
  }
}
