package io.gistwire.server.index.memory;

import com.google.protobuf.ByteString;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.index.GistDecoding;
import io.gistwire.server.index.LayerMask;
import io.gistwire.server.ledger.GistKey;

/** Turns gists into rows: checks the code, reads the labels, notes which layers there are. */
final class TableUpdate {
  private static final byte[] NO_CODE = {};

  private final GistDecoding decoding;

  TableUpdate(GistDecoding decoding) {
    this.decoding = decoding;
  }

  GistRow row(GistKey key, long position, long capturedMillis, long receivedMillis, Gist gist) {
    return new GistRow(
        key,
        position,
        capturedMillis,
        receivedMillis,
        code(gist),
        (byte) LayerMask.of(gist),
        labels(gist));
  }

  /** The embedding's bytes; none when it is missing, empty or damaged. */
  private byte[] code(Gist gist) {
    for (Layer layer : gist.getLayersList()) {
      if (layer.getKind() == LayerKind.LAYER_KIND_EMBEDDING) {
        return checked(layer.getData());
      }
    }
    return NO_CODE;
  }

  private byte[] checked(ByteString data) {
    Quantizer quantizer = decoding.quantizer();
    if (data.isEmpty() || data.size() > quantizer.codeBytes()) {
      return NO_CODE;
    }
    byte[] code = data.toByteArray();
    try {
      return quantizer.check(code, 0, code.length) == 0 ? NO_CODE : code;
    } catch (GistFormatException e) {
      return NO_CODE;
    }
  }

  private short[] labels(Gist gist) {
    int[] numbers = decoding.labels(gist);
    if (numbers.length == 0) {
      return null;
    }
    short[] labels = new short[numbers.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (short) numbers[i];
    }
    return labels;
  }
}
