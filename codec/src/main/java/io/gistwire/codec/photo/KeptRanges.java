package io.gistwire.codec.photo;

import io.gistwire.codec.UnreadablePhotoException;
import java.util.ArrayList;
import java.util.List;

/** Ranges of a file that a decoder of pixels needs, in order; neighbours are joined. */
final class KeptRanges {
  /** A file may ask for a range for every eight of its bytes; cameras' files need a dozen. */
  private static final int MAX_RANGES = 1000;

  private final List<Span> ranges = new ArrayList<>();

  void add(int start, int end) throws UnreadablePhotoException {
    int last = ranges.size() - 1;
    if (last >= 0 && ranges.get(last).end() == start) {
      ranges.set(last, new Span(ranges.get(last).start(), end - ranges.get(last).start()));
      return;
    }
    if (ranges.size() == MAX_RANGES) {
      throw new UnreadablePhotoException(
          "photo has its picture's data in more than "
              + MAX_RANGES
              + " pieces between other data; save it again");
    }
    ranges.add(new Span(start, end - start));
  }

  List<Span> toList() {
    return List.copyOf(ranges);
  }
}
