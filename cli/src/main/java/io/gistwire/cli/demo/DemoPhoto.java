package io.gistwire.cli.demo;

import java.util.List;

/**
 * One photo of the demonstration and what of it arrived.
 *
 * @param name file name
 * @param jpeg the photo as the device had it
 * @param webpBytes its size as WebP at quality 75, -1 when no WebP writer is there
 * @param caption caption that the server read from the gist
 * @param labels labels that the server read from the gist, the most probable first
 * @param layers the gist's layers
 */
record DemoPhoto(
    String name,
    byte[] jpeg,
    long webpBytes,
    String caption,
    List<String> labels,
    List<LayerSize> layers) {
  /**
   * One layer.
   *
   * @param kind its kind in lower case
   * @param bytes its length
   */
  record LayerSize(String kind, int bytes) {}

  int gistBytes() {
    return layers.stream().mapToInt(LayerSize::bytes).sum();
  }
}
