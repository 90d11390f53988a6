package io.gistwire.proto.batch;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/** Which gists of a batch have a layer. */
final class Presence {
  private Presence() {}

  /** One bit a gist; empty when every gist has the layer. */
  static ByteString pack(boolean[] present) {
    BitSink sink = new BitSink();
    boolean all = true;
    for (boolean bit : present) {
      sink.writeBit(bit);
      all &= bit;
    }
    return all ? ByteString.EMPTY : sink.toByteString();
  }

  /** Indices of the gists that have the layer, ascending, at least one. */
  static int[] unpack(ByteString presence, int gistCount, String name) throws BatchFormatException {
    int[] indices = new int[gistCount];
    if (presence.isEmpty()) {
      Arrays.setAll(indices, i -> i);
      return indices;
    }
    BitSource source = new BitSource(presence, name + ".presence");
    int found = 0;
    for (int i = 0; i < gistCount; i++) {
      if (source.readBit()) {
        indices[found++] = i;
      }
    }
    source.expectEnd();
    if (found == 0) {
      throw BatchFormatException.malformed(
          name + " is in no gist of the batch; such a column is left out");
    }
    return Arrays.copyOf(indices, found);
  }
}
