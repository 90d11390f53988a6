package io.gistwire.cli.options;

import io.gistwire.cli.output.CommandException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.engine.ComputeDevice;
import io.gistwire.models.engine.EngineOptions;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.repository.PackRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --pack} and {@code --device}. */
public final class PackOptions {
  @Option(
      names = "--pack",
      paramLabel = "PACK",
      description =
          "Folder or zip of a pack, or the NAME or NAME@VERSION of one on this machine (default: the bundled pack).")
  private String pack;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "Where networks run: auto, cpu or gpu:N (default: ${DEFAULT-VALUE}).")
  private String device;

  /**
   * Opens the pack that was asked for; the caller closes it.
   *
   * @throws CommandException when there is no such pack or device
   */
  public ModelPack open() {
    return open(pack);
  }

  /**
   * As {@link #open()}; {@code named} comes before {@code --pack}, null for the latter.
   *
   * @throws CommandException when there is no such pack or device
   */
  public ModelPack openNamed(String named) {
    return open(named == null ? pack : named);
  }

  private ModelPack open(String pack) {
    EngineOptions engine = EngineOptions.defaults().on(device());
    try {
      if (pack == null) {
        return ModelPack.bundled(engine);
      }
      Path path = Path.of(pack);
      if (Files.exists(path)) {
        return ModelPack.load(path, engine);
      }
      return ModelPack.bundledNames().contains(pack)
          ? ModelPack.bundled(pack, engine)
          : ModelPack.load(PackRepository.ofUser().find(pack).folder(), engine);
    } catch (PackException unusable) {
      throw new CommandException(
          unusable.getMessage(),
          "'gistwire models list' shows the packs that are here",
          1,
          unusable);
    }
  }

  /** What a server must be told to serve the same pack; nothing for the bundled one. */
  public List<Path> paths() {
    if (pack == null) {
      return List.of();
    }
    try {
      Path path = Path.of(pack);
      if (Files.exists(path)) {
        return List.of(path);
      }
      return ModelPack.bundledNames().contains(pack)
          ? List.of()
          : List.of(PackRepository.ofUser().find(pack).folder());
    } catch (PackException unknown) {
      throw new CommandException(unknown.getMessage(), "", 1, unknown);
    }
  }

  private ComputeDevice device() {
    try {
      return ComputeDevice.parse(device);
    } catch (IllegalArgumentException unknown) {
      throw new CommandException(unknown.getMessage(), "Try --device cpu.", 2, unknown);
    }
  }
}
