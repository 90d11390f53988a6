package io.gistwire.client;

import io.gistwire.codec.Gist;
import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.List;

/** What the stream alone needs of the protocol's messages. */
final class Messages {
  private Messages() {}

  static io.gistwire.proto.v1.Gist toMessage(Gist gist, CaptureInfo info) {
    return GistMessages.toMessage(gist).toBuilder()
        .setCaptureTimeMillis(info.captureMillis())
        .setPhotoWidthPixels(info.widthPixels())
        .setPhotoHeightPixels(info.heightPixels())
        .build();
  }

  /** Kinds known to this release; others are passed over. */
  static List<LayerKind> toKinds(List<Integer> numbers) {
    List<LayerKind> kinds = new ArrayList<>();
    for (int number : numbers) {
      GistMessages.toKind(number).ifPresent(kinds::add);
    }
    return kinds;
  }
}
