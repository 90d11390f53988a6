package io.gistwire.codec.language;

import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;

/** The first step of every range-coded caption: how the text is written (FORMAT.md, 5.1). */
enum CaptionMode {
  IMPLIED(0, 1),
  RANKED(1, 16),
  ADAPTIVE(17, 6),
  /** The last part but one: 0xFF as first byte is the raw text's sign. */
  MODEL(23, 232);

  private static final int TOTAL = 256;

  private final int cumulative;
  private final int frequency;

  CaptionMode(int cumulative, int frequency) {
    this.cumulative = cumulative;
    this.frequency = frequency;
  }

  void encode(RangeEncoder encoder) {
    encoder.encode(cumulative, frequency, TOTAL);
  }

  /** Reads the mode of a layer whose first byte is not 0xFF. */
  static CaptionMode decode(RangeDecoder decoder) {
    int target = decoder.target(TOTAL);
    CaptionMode mode = MODEL;
    for (CaptionMode candidate : values()) {
      if (target < candidate.cumulative + candidate.frequency) {
        mode = candidate;
        break;
      }
    }
    decoder.consume(mode.cumulative, mode.frequency, TOTAL);
    return mode;
  }
}
