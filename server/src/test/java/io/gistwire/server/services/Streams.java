package io.gistwire.server.services;

import com.google.protobuf.ByteString;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.Open;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages of a device. */
final class Streams {
  private Streams() {}

  static ExchangeRequest open(
      ByteString fingerprint, String source, long epoch, String... features) {
    Open open =
        Open.newBuilder()
            .setSource("sources/" + source)
            .setEpoch(epoch)
            .setCodeFingerprint(fingerprint)
            .addAllFeatures(Arrays.asList(features))
            .build();
    return ExchangeRequest.newBuilder().setOpen(open).build();
  }

  /** Gists with an 8-byte embedding each, from a sequence on. */
  static ExchangeRequest batch(long first, int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gists.add(gist((int) first + i));
    }
    return ExchangeRequest.newBuilder().setBatch(BatchColumns.pack(first, gists)).build();
  }

  static Gist gist(int meaning) {
    byte[] code = new byte[8];
    Arrays.fill(code, (byte) meaning);
    return Gist.newBuilder().addLayers(layer(LayerKind.LAYER_KIND_EMBEDDING, code)).build();
  }

  static Layer layer(LayerKind kind, byte... bytes) {
    return Layer.newBuilder().setKind(kind).setData(ByteString.copyFrom(bytes)).build();
  }

  static ExchangeRequest answer(long number, long sequence, Layer... layers) {
    return ExchangeRequest.newBuilder()
        .setAnswer(
            Answer.newBuilder()
                .setNumber(number)
                .setSequence(sequence)
                .addAllLayers(Arrays.asList(layers)))
        .build();
  }

  static String name(String source, long epoch, long sequence) {
    return String.format("sources/%s/gists/%016x-%d", source, epoch, sequence);
  }
}
