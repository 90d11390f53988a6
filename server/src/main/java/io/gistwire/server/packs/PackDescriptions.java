package io.gistwire.server.packs;

import com.google.protobuf.ByteString;
import io.gistwire.models.Label;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.proto.v1.Pack;
import io.gistwire.proto.v1.PackLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Packs as {@code gistwire.v1.Pack}. */
final class PackDescriptions {
  private PackDescriptions() {}

  /**
   * The description.
   *
   * @param isFull with labels and the manifest
   */
  static Pack show(ServedPack served, boolean isCurrent, boolean isFull)
      throws IOException, PackException {
    ModelPack model = served.model();
    PackManifest manifest = model.manifest();
    Pack.Builder pack =
        Pack.newBuilder()
            .setName(served.name())
            .setCodeFingerprint(ByteString.copyFrom(served.fingerprint().toByteArray()))
            .setPackVersion(manifest.packVersion())
            .setDisplayName(manifest.description())
            .setLicence(manifest.licence().id())
            .setDimension(model.dimension())
            .setCurrent(isCurrent)
            .setDeviceSizeBytes(served.devicePart().sizeBytes())
            .setDeviceSha256(ByteString.copyFrom(served.devicePart().sha256()));
    manifest.code().layers().forEach(spec -> pack.addLayers(show(spec)));
    if (isFull) {
      model.labels().stream().map(Label::name).forEach(pack::addLabels);
      pack.setManifestJson(new String(model.manifestJson(), StandardCharsets.UTF_8));
    }
    return pack.build();
  }

  private static PackLayer show(LayerSpec spec) {
    return PackLayer.newBuilder()
        .setKindValue(spec.kind().number())
        .setCodec(spec.codec())
        .setMinSizeBytes(spec.minBytes())
        .setMaxSizeBytes(spec.maxBytes())
        .setPrefixDecodable(spec.prefixes())
        .build();
  }
}
