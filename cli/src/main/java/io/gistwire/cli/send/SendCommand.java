package io.gistwire.cli.send;

import io.gistwire.cli.options.KeptPhotos;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.options.ServerFailures;
import io.gistwire.cli.options.ServerTarget;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.cli.photos.PassedOver;
import io.gistwire.client.GistStream;
import io.gistwire.client.GistwireClient;
import io.gistwire.client.GistwireException;
import io.gistwire.client.StreamListener;
import io.gistwire.client.session.SessionState;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
      "Encodes photos on this machine and sends their gists. Of a folder all photos below it are taken; hidden files and",
      "files of other kinds are passed over and counted. What cannot be delivered now is kept in the outbox and goes first",
      "the next time: an interrupted run is continued by the same command. A photo that this outbox has sent before, by its",
      "content, is passed over. It was taken when its EXIF data states it (local time where that has no offset), else when",
      "the file was last changed."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire send photos/ --as camera-3",
      "  gistwire send --follow /var/spool/camera --as camera-3   every photo of a folder, now and later",
      "  gistwire send --as camera-3                              only what is left in the outbox",
      "  gistwire send --as camera-3 --keep-photos 256 --stay 600   that, and ten minutes of answers to gistwire refine"
    })
public final class SendCommand implements Callable<Integer> {
  private static final long REFRESH_MILLIS = 200;
  private static final Duration NO_WAIT = Duration.ZERO;
  private static final Duration INTERRUPTED_WAIT = Duration.ofSeconds(3);

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
      description = {
        "Send every photo that is in this folder and its subfolders or appears there, until interrupted: when it is complete,",
        "and again when it is replaced. Hidden names, which uploads have until they are complete, are not sent."
      })
  private Path follow;

  @Option(
      names = "--again",
      description = "Send photos, too, that this outbox has sent before this run.")
  private boolean again;

  @Option(
      names = "--stay",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = {
        "Stay connected so long when all is sent, to answer what the server requests (default: ${DEFAULT-VALUE})."
      })
  private long staySeconds;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long to wait at the end while no ack is received (default: ${DEFAULT-VALUE}).")
  private long waitSeconds;

  private final AtomicLong wireBytes = new AtomicLong();
  private Problems problems;
  private int read;

  @Override
  public Integer call() throws Exception {
    if (staySeconds < 0 || waitSeconds < 0) {
      throw new CommandException(
          "--stay is " + staySeconds + ", --wait is " + waitSeconds + "; at least 0 is allowed",
          "",
          2,
          null);
    }
    if (follow != null && !Files.isDirectory(follow)) {
      throw new CommandException(
          "--follow " + follow + ": there is no such folder", "Make it first, or check its name.");
    }
    problems = new Problems(spec.commandLine().getErr());
    FileSearch search = FileSearch.forPhotos(problems);
    List<FileSearch.Found> files = photos.isEmpty() ? List.of() : search.below(photos);
    say(search.passedOver());
    try (Interruption interruption = new Interruption()) {
      return send(files, interruption);
    }
  }

  private int send(List<FileSearch.Found> files, Interruption interruption)
      throws IOException, PackException {
    try (ModelPack pack = packs.open();
        GistwireClient client =
            kept.on(target.builder().encoder(pack.photoEncoder()).outboxFolder(outbox)).build();
        GistStream stream = client.open(source, new Listener())) {
      return run(stream, files);
    } catch (IOException | PackException | RuntimeException failed) {
      if (interruption.isEnding()) {
        say("interrupted");
        return 1;
      }
      if (failed instanceof IllegalArgumentException) {
        throw new CommandException(Reason.of(failed), "See --help.", 2, failed);
      }
      throw failed;
    }
  }

  private int run(GistStream stream, List<FileSearch.Found> files) throws IOException {
    long start = System.nanoTime();
    long fromBefore = stream.pending().entries();
    PhotoSender sender = new PhotoSender(stream, again, Duration.ofSeconds(waitSeconds), problems);
    CommandException ended = null;
    Optional<GistwireException> failure;
    boolean all = false;
    try (Progress progress = Progress.start("Sending", follow == null ? files.size() : -1)) {
      try {
        sendAll(sender, files, progress);
        if (follow != null) {
          new FolderFollower(follow, showing(sender, progress), problems, this::say).run();
        }
        all = awaitAcks(stream, sender, progress);
        TimeUnit.SECONDS.sleep(staySeconds);
      } catch (InterruptedException toldToEnd) {
        all = all || stream.close(stream.lastFailure().isEmpty() ? INTERRUPTED_WAIT : NO_WAIT);
      } catch (CommandException stopped) {
        ended = stopped;
      }
      failure = stream.lastFailure();
      stream.close(NO_WAIT);
    }
    PhotoSender.Counts counts = sender.counts();
    SendReport report =
        new SendReport(spec.commandLine().getOut(), spec.commandLine().getErr(), source);
    int found = follow == null ? files.size() : Math.max(files.size(), counts.total());
    double seconds = (System.nanoTime() - start) / 1e9;
    long left = stream.pending().entries();
    report.delivered(counts, found, fromBefore, left, seconds, wireBytes.get());
    report.left(
        left,
        files.size() - read + sender.notStored(),
        failure,
        SameCall.of(spec.commandLine().getParseResult(), source));
    if (ended != null) {
      throw ended;
    }
    return all && read == files.size() ? problems.exitCode() : 1;
  }

  private void sendAll(PhotoSender sender, List<FileSearch.Found> files, Progress progress)
      throws InterruptedException {
    for (FileSearch.Found file : files) {
      sender.send(file.path());
      for (Path refused : sender.givenBack()) {
        sender.send(refused);
      }
      read++;
      progress.at(sender.counts().done());
    }
  }

  private static FolderFollower.Taker showing(PhotoSender sender, Progress progress) {
    return new FolderFollower.Taker() {
      @Override
      public boolean take(Path file, FileState state, byte[] photo) throws InterruptedException {
        boolean done = sender.take(file, state, photo);
        progress.at(sender.counts().done());
        return done;
      }

      @Override
      public Set<Path> givenBack() {
        return sender.givenBack();
      }
    };
  }

  /** Waits for as long as acks are received, and so long beyond. */
  private boolean awaitAcks(GistStream stream, PhotoSender sender, Progress progress)
      throws InterruptedException {
    CompletableFuture<Void> flushed = stream.flush().toCompletableFuture();
    Object seen = null;
    long sinceNanos = System.nanoTime();
    while (!flushed.isDone()
        && System.nanoTime() - sinceNanos < TimeUnit.SECONDS.toNanos(waitSeconds)) {
      try {
        flushed.get(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        progress.at(sender.counts().done());
      } catch (ExecutionException ended) {
        return false;
      }
      Object now = List.of(stream.pending().entries(), sender.counts());
      if (!now.equals(seen)) {
        seen = now;
        sinceNanos = System.nanoTime();
      }
    }
    progress.at(sender.counts().done());
    return flushed.isDone() && !flushed.isCompletedExceptionally();
  }

  private void say(PassedOver passedOver) {
    if (passedOver.total() > 0) {
      say(passedOver.inWords());
    }
  }

  private void say(String sentence) {
    spec.commandLine().getErr().println("gistwire: " + Printable.line(sentence));
    spec.commandLine().getErr().flush();
  }

  private final class Listener implements StreamListener {
    private boolean told;

    @Override
    public void wireBytes(long sentBytes, long receivedBytes) {
      wireBytes.set(sentBytes);
    }

    /** Who follows a folder waits for ever; others are told at the end. */
    @Override
    public void disconnected(GistwireException cause, Duration retryIn) {
      if (follow != null) {
        told = true;
        say(
            "the server cannot be reached: "
                + ServerFailures.problem(cause)
                + "; gists are kept, and sent when it can be reached again");
      }
    }

    @Override
    public void stateChanged(SessionState state, String why) {
      if (told && state == SessionState.STREAMING) {
        told = false;
        say("connected to " + target.name());
      }
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
