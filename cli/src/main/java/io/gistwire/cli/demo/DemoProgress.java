package io.gistwire.cli.demo;

import io.gistwire.cli.link.ThinLink;
import io.gistwire.cli.output.Quantity;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * The line that grows while gists cross the link; on a terminal it is written over, elsewhere only
 * its last state stays.
 */
final class DemoProgress {
  private final PrintWriter out;
  private final List<DemoPhotos.File> files;
  private final ThinLink link;
  private final long bitsPerSecond;
  private final long startNanos;

  DemoProgress(
      PrintWriter out,
      List<DemoPhotos.File> files,
      ThinLink link,
      long bitsPerSecond,
      long startNanos) {
    this.out = out;
    this.files = files;
    this.link = link;
    this.bitsPerSecond = bitsPerSecond;
    this.startNanos = startNanos;
  }

  void show(int delivered) {
    if (System.console() != null) {
      out.print("\r" + line(delivered, soFar()) + " ");
      out.flush();
    }
  }

  /** Prints what stays; from connecting until now. */
  DemoResult.LinkUse done(int delivered) {
    DemoResult.LinkUse use = soFar();
    String line = line(delivered, use);
    out.println(System.console() == null ? line : "\r" + line + " ");
    out.flush();
    return use;
  }

  private DemoResult.LinkUse soFar() {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return new DemoResult.LinkUse(bitsPerSecond, link.counters().upIpBytes(), seconds);
  }

  private String line(int delivered, DemoResult.LinkUse use) {
    long jpegBytes = 0;
    for (DemoPhotos.File file : files.subList(0, Math.max(1, delivered))) {
      jpegBytes += file.bytes().length;
    }
    return String.format(
        Locale.ROOT,
        "%d of %d photos arrived, %s on the wire, %s; as JPEG %s and %s",
        delivered,
        files.size(),
        Quantity.bytes(use.upIpBytes()),
        Quantity.seconds(use.seconds()),
        Quantity.bytes(jpegBytes),
        Quantity.seconds(jpegBytes * 8.0 / bitsPerSecond));
  }
}
