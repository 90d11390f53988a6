package io.gistwire.cli.demo;

import java.util.List;

/**
 * One photo of the demonstration and what of it arrived.
 *
 * @param name file name
 * @param jpeg the photo as the device had it
 * @param widthPixels its width, upright
 * @param heightPixels its height, upright
 * @param webpBytes its size as WebP at quality 75, -1 when no WebP writer is there
 * @param caption caption that the server shows: the sent one, else what it infers from the code
 * @param labels labels that the server read from the gist, the most probable first
 * @param map what is where, read from the gist that the server holds
 * @param layers the gist's layers
 */
record DemoPhoto(
    String name,
    byte[] jpeg,
    int widthPixels,
    int heightPixels,
    long webpBytes,
    String caption,
    List<String> labels,
    LabelMap map,
    List<LayerSize> layers) {
  /** How the page and the table call the label map's layer. */
  static final String MAP = "label map";

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

  /** Bytes of the label map alone, which are part of {@link #gistBytes()}. */
  int mapBytes() {
    return layers.stream()
        .filter(layer -> layer.kind().equals(MAP))
        .mapToInt(LayerSize::bytes)
        .sum();
  }
}
