package io.gistwire.models.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.map.SemanticMapCodec;
import io.gistwire.models.picture.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A semantic map")
class SemanticMapWriterTest {
  private static final int EVERYWHERE = 0;
  private static final int RARE = 1;
  private static final int RARER = 2;

  /**
   * Three labels of one number: the first holds nearly always whatever x is, the second grows with
   * x, the third falls with it. Logits are in 1/256.
   */
  private static AttributeModel model() throws Exception {
    ByteBuffer file = ByteBuffer.allocate(12 + 3 + 4 * 2 * 3).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {'G', 'W', 'A', 'T', 1, 1, 14, 0}).putShort((short) 3).putShort((short) 1);
    file.put(new byte[] {0, 1, -1});
    short[] multipliers = {0, 0, 0, 1, 1000, 1000};
    short[] biases = {1000, -1200, -1400, 1000, -1200, -1400};
    for (short number : multipliers) {
      file.putShort(number);
    }
    for (short number : biases) {
      file.putShort(number);
    }
    return AttributeModel.load(file.array());
  }

  private static CodedPhoto photo(float... cells) {
    Picture picture = new Picture(1, 1, new byte[3]);
    Layer embedding = Layer.of(LayerKind.EMBEDDING, new byte[1]);
    return new CodedPhoto(picture, new float[1], cells, embedding, Condition.none(1));
  }

  @Test
  @DisplayName("names what a place raises, not what holds everywhere")
  void raised_labels() throws Exception {
    SemanticMapWriter writer = new SemanticMapWriter(model(), 2, 400);
    Layer layer = writer.write(photo(1, -1, 0, 0.5f), EncodeOptions.defaults()).orElseThrow();
    int[] cells = new SemanticMapCodec(3).decode(layer.toByteArray()).toArray();
    assertArrayEquals(new int[] {RARE, RARER, EVERYWHERE, RARE}, cells);
  }

  @Test
  @DisplayName("is left out when it takes too many bytes or the encoder gives no cells")
  void left_out() throws Exception {
    assertEquals(
        Optional.empty(),
        new SemanticMapWriter(model(), 2, 1).write(photo(1, -1, 0, 1), EncodeOptions.defaults()));
    assertEquals(
        Optional.empty(),
        new SemanticMapWriter(model(), 2, 400).write(photo(), EncodeOptions.defaults()));
  }
}
