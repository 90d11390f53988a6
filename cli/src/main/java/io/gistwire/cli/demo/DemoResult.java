package io.gistwire.cli.demo;

import java.util.List;

/**
 * All that a demonstration found out.
 *
 * @param photos the photos in the order they were sent
 * @param link the link they were sent over
 * @param searches what was searched, with the best hits
 * @param alerts what the watch raised
 * @param classes what a classification counted
 * @param encodeMillis mean time to encode a photo on the device
 */
record DemoResult(
    List<DemoPhoto> photos,
    LinkUse link,
    List<Found> searches,
    List<Raised> alerts,
    List<Counted> classes,
    double encodeMillis) {
  /**
   * What the link carried.
   *
   * @param bitsPerSecond its rate
   * @param upIpBytes bytes from device to server at IP level, connection set-up included
   * @param seconds from connecting to the last acknowledgement
   */
  record LinkUse(long bitsPerSecond, long upIpBytes, double seconds) {}

  /** One search: its text and the photos found, the best first. */
  record Found(String text, List<Hit> hits) {}

  /** One hit: the photo's index, its score from 0 to 1. */
  record Hit(int photo, double score) {}

  /** One alert: the watch's text, the photo's index, the score. */
  record Raised(String watch, int photo, double score) {}

  /** One class and how many photos were counted to it. */
  record Counted(String label, long photos) {}

  long jpegBytes() {
    return photos.stream().mapToLong(photo -> photo.jpeg().length).sum();
  }

  long gistBytes() {
    return photos.stream().mapToLong(DemoPhoto::gistBytes).sum();
  }

  long mapBytes() {
    return photos.stream().mapToLong(DemoPhoto::mapBytes).sum();
  }

  /** Seconds that the photos' own bytes would have needed on the same link, headers left out. */
  double jpegSeconds() {
    return jpegBytes() * 8.0 / link.bitsPerSecond();
  }
}
