package io.gistwire.server.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class MessagePartsTest {
  private static int count(CreateGistRequest request) {
    return MessageParts.count(request.toByteArray(), CreateGistRequest.getDescriptor());
  }

  private static CreateGistRequest layers(int layers, byte[] data) {
    Layer layer = Layer.newBuilder().setData(ByteString.copyFrom(data)).build();
    return CreateGistRequest.newBuilder()
        .setParent("sources/a")
        .setGist(Gist.newBuilder().addAllLayers(Collections.nCopies(layers, layer)))
        .build();
  }

  @Test
  void fields_of_messages_within_count() {
    assertEquals(2 + 3 + 3, count(layers(3, new byte[40])));
    assertEquals(0, count(CreateGistRequest.getDefaultInstance()));
  }

  @Test
  void a_request_of_empty_messages_costs_more_than_its_bytes() {
    CreateGistRequest bomb = layers(100_000, new byte[0]);
    int size = bomb.getSerializedSize();
    assertEquals(100_002, count(bomb));
    assertTrue(MessageParts.extraBytes(count(bomb), size) > 20L * size);
  }

  @Test
  void counting_ends_at_the_most() {
    int parts = count(layers(MessageParts.MAX_PARTS + 50_000, new byte[0]));
    assertTrue(parts > MessageParts.MAX_PARTS && parts < MessageParts.MAX_PARTS + 10, "" + parts);
  }

  @Test
  void a_request_as_devices_send_it_costs_nothing_extra() {
    CreateGistRequest usual = layers(8, new byte[200]);
    assertEquals(0, MessageParts.extraBytes(count(usual), usual.getSerializedSize()));
  }

  @Test
  void bytes_that_are_no_message_do_not_throw() {
    byte[][] damaged = {{10}, {10, 127, 1}, {(byte) 0xff}, {11, 12}, {18, 5, 10, 100, 1, 2, 3}};
    for (byte[] bytes : damaged) {
      assertTrue(MessageParts.count(bytes, CreateGistRequest.getDescriptor()) < 5);
    }
  }
}
