package io.gistwire.cluster.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.proto.v1.Gist;

/** Reads the bytes of a gist in a document. */
final class Payload {
  private Payload() {}

  static Gist parse(byte[] payload) {
    try {
      return Gist.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a document's payload is no gist: " + e.getMessage(), e);
    }
  }
}
