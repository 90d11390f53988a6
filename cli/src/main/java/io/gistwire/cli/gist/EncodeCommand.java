package io.gistwire.cli.gist;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Printable;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Progress;
import io.gistwire.cli.output.Quantity;
import io.gistwire.cli.output.Table;
import io.gistwire.cli.photos.FileSearch;
import io.gistwire.cli.photos.PassedOver;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.LayerSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gistwire encode}: photos to {@code .gist} files. */
@Command(
    name = "encode",
    description = {
      "Encodes photos into .gist files. Of a folder all photos below it are taken, links to folders included; hidden files",
      "and files of other kinds are passed over and counted. A photo that cannot be read is named and stops nothing."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  gistwire encode holiday.jpg             writes holiday.gist beside it",
      "  gistwire encode photos/ -o gists/       a whole folder",
      "  gistwire encode - < a.jpg > a.gist      standard input to standard output",
      "  gistwire encode --caption \"A dog.\" a.jpg"
    })
public final class EncodeCommand implements Callable<Integer> {
  private static final Set<LayerKind> DEFAULT_LAYERS =
      Set.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES);

  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private CommandSpec spec;
  @Mixin private PackOptions packs;

  @Parameters(
      arity = "1..*",
      paramLabel = "PHOTO",
      description = "Photos or folders; - for standard input.")
  private List<Path> photos;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = {
        "Folder for the .gist files (default: beside each photo). Subfolders are kept. Where two photos of a run would get",
        "one name, the later is named with its own ending or a number: IMG_1.gist, IMG_1.jpeg.gist, IMG_1-2.gist."
      })
  private Path output;

  @Option(
      names = "--embedding-bytes",
      paramLabel = "N",
      description = "Length of the embedding, 1 to 16 (default: what the pack states).")
  private Integer embeddingBytes;

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "LAYER",
      description =
          "Layers to make: ${COMPLETION-CANDIDATES} (default: embedding,caption,attributes).")
  private Set<LayerKind> layers;

  @Option(
      names = "--caption",
      paramLabel = "TEXT",
      description = "Your own caption in place of the model's.")
  private String caption;

  @Option(names = "--json", description = "One JSON object a photo and line.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (output != null) {
      GistTargets.requireWritable(output);
    }
    try (ModelPack pack = packs.open()) {
      PhotoEncoder encoder = pack.photoEncoder();
      EncodeOptions options = options(pack);
      if (photos.contains(STANDARD_INPUT)) {
        return encodeInput(encoder, options);
      }
      Problems problems = new Problems(spec.commandLine().getErr());
      FileSearch search = FileSearch.forPhotos(problems);
      List<FileSearch.Found> files = search.below(photos);
      int done = encodeAll(encoder, options, files, problems);
      report(done, problems.count(), search.passedOver());
      return problems.exitCode();
    }
  }

  private int encodeInput(PhotoEncoder encoder, EncodeOptions options)
      throws IOException, UnreadablePhotoException {
    if (photos.size() > 1) {
      throw new CommandException(
          "- is one photo, from standard input; " + photos.size() + " were named",
          "Encode the others in a call of their own.",
          2,
          null);
    }
    try {
      System.out.write(GistFileStore.toBytes(encoder.encode(PhotoFile.read(System.in), options)));
    } catch (UnreadablePhotoException unreadable) {
      throw new CommandException(
          "standard input: " + unreadable.getMessage(),
          "JPEG, PNG and WebP are read.",
          1,
          unreadable);
    }
    System.out.flush();
    return 0;
  }

  private EncodeOptions options(ModelPack pack) {
    LayerSpec embedding = pack.manifest().code().embedding();
    if (embeddingBytes != null && !embedding.allows(embeddingBytes)) {
      throw new CommandException(
          "--embedding-bytes is " + embeddingBytes,
          "The pack allows "
              + (embedding.prefixes() ? embedding.minBytes() + " to " : "only ")
              + embedding.maxBytes()
              + ".",
          2,
          null);
    }
    EncodeOptions options =
        EncodeOptions.defaults()
            .withLayers(layers == null ? DEFAULT_LAYERS : madeBy(pack))
            .withEmbeddingBytes(
                embeddingBytes == null ? pack.manifest().embeddingBytes() : embeddingBytes);
    return caption == null ? options : options.withCaption(caption);
  }

  /** The layers that were asked for, which the pack has to have. */
  private Set<LayerKind> madeBy(ModelPack pack) {
    Set<LayerKind> made = EnumSet.noneOf(LayerKind.class);
    pack.manifest().code().layers().forEach(layer -> made.add(layer.kind()));
    if (!made.containsAll(layers)) {
      throw new CommandException(
          "--layers is " + layers, pack.manifest().name() + " makes " + made + ".", 2, null);
    }
    return layers;
  }

  /** Returns how many were encoded. */
  private int encodeAll(
      PhotoEncoder encoder,
      EncodeOptions options,
      List<FileSearch.Found> files,
      Problems problems) {
    Table table =
        new Table()
            .text("photo")
            .number("photo bytes")
            .number("gist bytes")
            .text("layers")
            .number("time");
    GistTargets targets = new GistTargets(output);
    int done = 0;
    CommandException ended = null;
    try (Progress progress = Progress.start("Encoding", files.size())) {
      for (FileSearch.Found file : files) {
        Path target = targets.of(file);
        try {
          targets.check(target);
          encodeOne(encoder, options, file, target, table);
          done++;
        } catch (UnwritableTargetException unwritable) {
          problems.addOnce(unwritable.getMessage());
        } catch (CommandException full) {
          ended = full;
          break;
        } catch (UnreadablePhotoException
            | IOException
            | RuntimeException
            | OutOfMemoryError failed) {
          problems.add(file.path(), failed);
        }
        progress.step();
      }
    }
    if (!json && !table.isEmpty()) {
      spec.commandLine().getOut().print(table.render());
      spec.commandLine().getOut().flush();
    }
    if (ended != null) {
      report(done, files.size() - done, new PassedOver("photos"));
      throw ended;
    }
    return done;
  }

  /** States what a run over many files left out; nothing when it left out nothing. */
  private void report(int done, int failed, PassedOver passedOver) {
    PrintWriter err = spec.commandLine().getErr();
    if (passedOver.total() > 0) {
      err.println("gistwire: " + Printable.line(passedOver.inWords()));
    }
    if (failed > 0 && done + failed > 1) {
      err.printf(Locale.ROOT, "gistwire: %,d encoded, %,d failed%n", done, failed);
    }
    err.flush();
  }

  private void encodeOne(
      PhotoEncoder encoder, EncodeOptions options, FileSearch.Found file, Path target, Table table)
      throws IOException, UnreadablePhotoException, UnwritableTargetException {
    byte[] photo = PhotoFile.read(file.path());
    long start = System.nanoTime();
    Gist gist = encoder.encode(photo, options);
    double seconds = (System.nanoTime() - start) / 1e9;
    GistTargets.write(target, GistFileStore.toBytes(gist));
    if (json) {
      printJson(file.path(), target, photo.length, gist, seconds);
    } else {
      table.row(
          file.relative(),
          photo.length,
          gist.layerBytes(),
          layers(gist),
          Quantity.seconds(seconds));
    }
  }

  private static String layers(Gist gist) {
    StringBuilder text = new StringBuilder();
    for (Layer layer : gist.layers()) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(layer.kind().name().toLowerCase(Locale.ROOT))
          .append(' ')
          .append(layer.sizeBytes());
    }
    return text.toString();
  }

  private void printJson(Path photo, Path target, int photoBytes, Gist gist, double seconds) {
    JsonObject line = new JsonObject();
    line.addProperty("photo", photo.toString());
    line.addProperty("gist", target.toString());
    line.addProperty("photo_bytes", photoBytes);
    line.addProperty("gist_bytes", gist.layerBytes());
    JsonObject sizes = new JsonObject();
    for (Layer layer : gist.layers()) {
      sizes.addProperty(layer.kind().name().toLowerCase(Locale.ROOT), layer.sizeBytes());
    }
    line.add("layer_bytes", sizes);
    line.addProperty("encode_millis", seconds * 1e3);
    PrintWriter out = spec.commandLine().getOut();
    out.println(Printable.json(new Gson().toJson(line)));
    out.flush();
  }
}
