package io.gistwire.cli.options;

import io.gistwire.cli.output.CommandException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.engine.ComputeDevice;
import io.gistwire.models.engine.EngineOptions;
import io.gistwire.models.manifest.PackException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --pack} and {@code --device}. */
public final class PackOptions {
  @Option(
      names = "--pack",
      paramLabel = "PACK",
      description =
          "Folder or zip of a pack, or the name of a bundled one (default: the bundled pack).")
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
    EngineOptions engine = EngineOptions.defaults().on(device());
    try {
      if (pack == null) {
        return ModelPack.bundled(engine);
      }
      Path path = Path.of(pack);
      return Files.exists(path) ? ModelPack.load(path, engine) : ModelPack.bundled(pack, engine);
    } catch (PackException unusable) {
      throw new CommandException(
          unusable.getMessage(),
          "'gistwire models list' shows the packs that are here",
          1,
          unusable);
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
