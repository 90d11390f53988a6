package io.gistwire.models;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.engine.EngineFailure;
import io.gistwire.models.engine.Network;
import io.gistwire.models.engine.Tensor;
import io.gistwire.models.picture.PhotoPipeline;
import io.gistwire.models.picture.Picture;
import java.util.Arrays;
import java.util.List;

/** Preprocessing and image encoder of a pack: picture to raw vector. */
final class ImageNetwork {
  private final PhotoPipeline pipeline;
  private final Network network;
  private final int dimension;

  ImageNetwork(PhotoPipeline pipeline, Network network, int dimension) {
    this.pipeline = pipeline;
    this.network = network;
    this.dimension = dimension;
  }

  /** The raw vector x, D finite numbers, and further outputs of the network as they are. */
  List<Tensor.Floats> run(Picture photo) throws UnreadablePhotoException {
    List<Tensor.Floats> outputs = network.run(List.of(pipeline.tensor(photo)));
    float[] vector = outputs.get(0).values();
    if (vector.length != dimension) {
      throw new EngineFailure(
          "the image encoder gives "
              + Arrays.toString(outputs.get(0).shape())
              + "; [1, "
              + dimension
              + "] is needed");
    }
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        throw new EngineFailure("the image encoder gives " + value + " for this photo");
      }
    }
    return outputs;
  }
}
