package io.gistwire.cli.camera;

import io.gistwire.cli.options.KeptPhotos;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.options.ServerFailures;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.photos.DamagedPictureException;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.cli.photos.MotionJpeg;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.GistwireException;
import io.gistwire.client.camera.CameraStream;
import io.gistwire.client.camera.GateSettings;
import io.gistwire.client.camera.MeaningGate;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire stream}: a camera. */
@Command(
    name = "stream",
    description = {
      "Sends a camera's frames: a folder in the order of its names, or Motion-JPEG on standard input. A frame is sent",
      "when its meaning has moved since the last one sent, or nothing was sent for long."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire stream frames/ --as camera-3 --fps 2",
      "  ffmpeg -i rtsp://camera/ -c:v mjpeg -f mjpeg - | gistwire stream - --as camera-3"
    })
public final class StreamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerTarget target;
  @Mixin private PackOptions packs;
  @Mixin private KeptPhotos kept;

  @Parameters(
      paramLabel = "FRAMES",
      description = "Folder of frames, or - for Motion-JPEG on standard input.")
  private Path frames;

  @Option(
      names = "--as",
      paramLabel = "SOURCE",
      required = true,
      description = "Name of the camera.")
  private String source;

  @Option(
      names = "--outbox",
      paramLabel = "DIR",
      description = "Folder of the outbox (default: ~/.gistwire/outbox).")
  private Path outbox = Path.of(System.getProperty("user.home"), ".gistwire", "outbox");

  @Option(
      names = "--fps",
      defaultValue = "1",
      description = "Pace of a folder's frames (default: ${DEFAULT-VALUE} a second).")
  private double framesPerSecond;

  @Option(
      names = "--threshold",
      defaultValue = "0.25",
      description = "How far the meaning must move, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--heartbeat",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Longest time without a gist, 0 for none (default: ${DEFAULT-VALUE}).")
  private long heartbeatSeconds;

  @Option(
      names = "--least",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Shortest time between gists (default: ${DEFAULT-VALUE}).")
  private double leastSeconds;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait for acks at the end (default: ${DEFAULT-VALUE}).")
  private long waitSeconds;

  @Override
  public Integer call() throws Exception {
    if (!(framesPerSecond > 0 && framesPerSecond <= 1_000)) {
      throw new CommandException(
          "--fps is " + framesPerSecond + "; above 0, to 1000 are allowed", "", 2, null);
    }
    GateSettings settings =
        new GateSettings(threshold, heartbeatSeconds * 1_000, Math.round(leastSeconds * 1_000));
    try (ModelPack pack = packs.open();
        GistwireClient client =
            kept.on(target.builder().encoder(pack.photoEncoder()).outboxFolder(outbox)).build()) {
      GistStream stream = client.open(source);
      CameraStream camera =
          new CameraStream(
              stream,
              pack.photoEncoder(),
              EncodeOptions.defaults()
                  .withLayers(
                      EnumSet.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES)),
              new MeaningGate(settings, new VectorDistance(pack.quantizer())));
      Problems problems = new Problems(spec.commandLine().getErr());
      boolean all;
      Optional<GistwireException> why;
      try {
        run(stream, camera, open(problems), problems);
      } finally {
        all = stream.close(Duration.ofSeconds(waitSeconds));
        why = stream.lastFailure();
      }
      report(camera.counts(), problems.count());
      if (!all) {
        reportLeft(stream, why);
      }
      return all ? problems.exitCode() : 1;
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(wrong.getMessage(), "", 2, wrong);
    }
  }

  private Frames open(Problems problems) {
    return frames.toString().equals("-")
        ? Frames.of(new MotionJpeg(System.in))
        : Frames.of(
            FileSearch.forPhotos(problems).below(List.of(frames)).stream()
                .map(FileSearch.Found::path)
                .toList(),
            framesPerSecond,
            System.currentTimeMillis());
  }

  /** A frame that is damaged or refused costs that frame. */
  private void run(GistStream stream, CameraStream camera, Frames source, Problems problems)
      throws IOException, InterruptedException, ExecutionException {
    long number = 0;
    boolean more = true;
    while (more) {
      number++;
      try {
        Optional<Frames.Frame> frame = source.next();
        more = frame.isPresent();
        if (more) {
          stream.ready().toCompletableFuture().get();
          camera.offer(frame.get().picture(), frame.get().captureMillis());
        }
      } catch (UnreadablePhotoException | DamagedPictureException damaged) {
        problems.add("frame " + number, damaged);
      }
    }
  }

  private void report(CameraStream.Counts counts, int damaged) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d frames: %,d sent, %,d of them as heartbeats; held back %,d with the same meaning, %,d too soon; %,d damaged%n",
        counts.offered() + damaged,
        counts.sent(),
        counts.heartbeats(),
        counts.alike(),
        counts.tooSoon(),
        damaged);
    out.flush();
  }

  private void reportLeft(GistStream stream, Optional<GistwireException> why) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        Locale.ROOT,
        "gistwire: %,d gists are not delivered yet%s%n",
        stream.pending().entries(),
        why.map(
                failure ->
                    "; the server cannot be reached: "
                        + Printable.line(ServerFailures.problem(failure)))
            .orElse(""));
    why.map(ServerFailures::advice)
        .filter(advice -> !advice.isEmpty())
        .ifPresent(advice -> err.println("  " + advice));
    err.println("  They are kept in " + Printable.line(outbox) + " and go first the next time.");
    err.flush();
  }
}
