package io.gistwire.cli.remote;

import io.gistwire.cli.options.KeptPhotos;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.client.CaptureInfo;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.Receipt;
import io.gistwire.client.StreamListener;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.ModelPack;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire send}: encodes photos on this machine and sends their gists. */
@Command(
    name = "send",
    description = {
      "Encodes photos on this machine and sends their gists. What cannot be delivered now is kept in the outbox and",
      "goes first the next time; a photo is never sent twice. Its time of capture is that of its EXIF or XMP",
      "data (local time where it has no offset), else when the file was last changed."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire send photos/ --as camera-3",
      "  gistwire send --follow /var/spool/camera --as camera-3   every new photo in a folder",
      "  gistwire send --as camera-3                              only what is left in the outbox",
      "  gistwire send --as camera-3 --stay 600                   that, and ten minutes of answers to gistwire refine"
    })
public final class SendCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private PackOptions packs;
  @Mixin private KeptPhotos kept;

  @Parameters(arity = "0..*", paramLabel = "PHOTO", description = "Photos or folders.")
  private List<Path> photos = List.of();

  @Option(
      names = "--as",
      paramLabel = "SOURCE",
      description = "Name of this source (default: this machine's name).")
  private String source = hostName();

  @Option(
      names = "--outbox",
      paramLabel = "DIR",
      description = "Folder of the outbox (default: ~/.gistwire/outbox).")
  private Path outbox = Path.of(System.getProperty("user.home"), ".gistwire", "outbox");

  @Option(
      names = "--follow",
      paramLabel = "DIR",
      description = "Go on with every photo that appears in this folder, until interrupted.")
  private Path follow;

  @Option(
      names = "--stay",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = {
        "Stay connected so long when all is sent, to answer what the server asks for (default: ${DEFAULT-VALUE})."
      })
  private long staySeconds;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for acks at the end (default: ${DEFAULT-VALUE}).")
  private long waitSeconds;

  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong wireBytes = new AtomicLong();

  @Override
  public Integer call() throws Exception {
    if (staySeconds < 0) {
      throw new CommandException("--stay is " + staySeconds + "; at least 0", "", 2, null);
    }
    Problems problems = new Problems(spec.commandLine().getErr());
    List<FileSearch.Found> files =
        photos.isEmpty() ? List.of() : FileSearch.forPhotos(problems).below(photos);
    long start = System.nanoTime();
    try (ModelPack pack = packs.open();
        GistwireClient client =
            kept.on(target.builder().encoder(pack.photoEncoder()).outboxFolder(outbox)).build()) {
      GistStream stream = client.open(source, new Counting());
      boolean all;
      try {
        sendAll(stream, files);
        if (follow != null) {
          new FolderWatch(follow).each(file -> send(stream, file));
        }
        TimeUnit.SECONDS.sleep(staySeconds);
      } finally {
        all = stream.close(Duration.ofSeconds(waitSeconds));
      }
      report(files.size(), all, (System.nanoTime() - start) / 1e9);
      return all && failed.get() == 0 ? 0 : 1;
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(wrong.getMessage(), "", 2, wrong);
    }
  }

  private void sendAll(GistStream stream, List<FileSearch.Found> files) throws IOException {
    try (Progress progress = Progress.start("Sending", files.size())) {
      for (FileSearch.Found file : files) {
        send(stream, file.path());
        progress.at(delivered.get() + failed.get());
      }
    }
  }

  private void send(GistStream stream, Path file) throws IOException {
    byte[] photo = Files.readAllBytes(file);
    CaptureInfo taken = CaptureInfo.ofPhoto(photo, Files.getLastModifiedTime(file).toMillis());
    EncodeOptions options =
        EncodeOptions.defaults()
            .withLayers(EnumSet.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES));
    Receipt receipt = stream.send(photo, options, taken);
    receipt
        .delivered()
        .whenComplete(
            (key, error) -> {
              if (error == null) {
                delivered.incrementAndGet();
              } else {
                failed.incrementAndGet();
                spec.commandLine()
                    .getErr()
                    .println("gistwire: " + file + ": " + error.getMessage());
              }
            });
  }

  private void report(int photoCount, boolean all, double seconds) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d of %d photos delivered as %s in %s, %s in messages%n",
        delivered.get(),
        photoCount,
        source,
        Quantity.seconds(seconds),
        Quantity.bytes(wireBytes.get()));
    if (!all) {
      out.println(
          "The rest waits in "
              + outbox
              + " and goes first the next time: gistwire send --as "
              + source);
    }
    out.flush();
  }

  private final class Counting implements StreamListener {
    @Override
    public void wireBytes(long sentBytes, long receivedBytes) {
      wireBytes.set(sentBytes);
    }
  }

  private static String hostName() {
    try {
      String name =
          InetAddress.getLocalHost()
              .getHostName()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^a-z0-9._-]", "-");
      return name.matches("[a-z0-9].*") ? name.substring(0, Math.min(63, name.length())) : "device";
    } catch (IOException nameless) {
      return "device";
    }
  }
}
