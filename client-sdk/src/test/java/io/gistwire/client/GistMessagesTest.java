package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GistMessagesTest {
  private static final byte[] FINGERPRINT = {1, 2, 3, 4, 5, 6, 7, 8};

  @Test
  void a_gist_with_every_kind_of_layer_returns_from_its_message() {
    List<Layer> layers = new ArrayList<>();
    for (LayerKind kind : LayerKind.values()) {
      int stages = kind == LayerKind.CAPTION ? 3 : 0;
      layers.add(Layer.of(kind, stages, new byte[kind == LayerKind.EMBEDDING ? 4 : kind.number()]));
    }
    Gist gist = Gist.of(CodeFingerprint.of(FINGERPRINT), layers);
    ByteString fingerprint = ByteString.copyFrom(FINGERPRINT);
    assertEquals(gist, GistMessages.toGist(fingerprint, GistMessages.toMessage(gist)));
  }

  @Test
  void a_kind_of_a_later_release_is_refused_by_its_number() {
    io.gistwire.proto.v1.Gist message =
        io.gistwire.proto.v1.Gist.newBuilder()
            .addLayers(io.gistwire.proto.v1.Layer.newBuilder().setKindValue(77))
            .build();
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GistMessages.toGist(ByteString.copyFrom(FINGERPRINT), message));
    assertTrue(error.getMessage().contains("layer kind 77"), error.getMessage());
  }
}
