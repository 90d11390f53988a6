package io.gistwire.cli.options;

import io.gistwire.cli.output.CommandException;
import io.gistwire.client.ClientBuilder;
import io.gistwire.client.photos.PhotoLimits;
import picocli.CommandLine.Option;

/** Whether photos are kept beside the outbox, and how many: none when not asked for. */
public final class KeptPhotos {
  private static final int MAX_PHOTOS = 10_000;
  private static final long MAX_MEBIBYTES = 1 << 20;

  @Option(
      names = "--keep-photos",
      paramLabel = "MIB",
      defaultValue = "0",
      description = {
        "Keep the newest photos beside the outbox, at most 10,000 and so many mebibytes, so that finer layers can be made",
        "of them when the server requests them (gistwire refine), such as 256; 0 keeps none (default: ${DEFAULT-VALUE})."
      })
  private long mebibytes;

  /** Tells a client's builder. */
  public ClientBuilder on(ClientBuilder builder) {
    if (mebibytes < 0 || mebibytes > MAX_MEBIBYTES) {
      throw new CommandException(
          "--keep-photos is " + mebibytes + "; 0 to " + MAX_MEBIBYTES + " are allowed",
          "",
          2,
          null);
    }
    return mebibytes == 0
        ? builder
        : builder.keepPhotos(new PhotoLimits(MAX_PHOTOS, mebibytes << 20));
  }
}
