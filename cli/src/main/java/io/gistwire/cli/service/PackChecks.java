package io.gistwire.cli.service;

import io.gistwire.cli.options.PackOptions;
import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Reason;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.models.ModelPack;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** What the doctor looks at by using it: the pack's sums, the natives, the device. Stateless. */
final class PackChecks {
  private PackChecks() {}

  static List<Check> run(PackOptions options) {
    List<Check> checks = new ArrayList<>();
    try (ModelPack pack = options.open()) {
      checks.add(
          Check.ok(
              "pack",
              pack.manifest().name()
                  + " "
                  + pack.manifest().packVersion()
                  + ", code "
                  + pack.fingerprint()));
      checks.add(encoder(pack));
      checks.add(text(pack));
    } catch (CommandException unusable) {
      checks.add(Check.failed("pack", unusable.getMessage(), unusable.advice()));
    }
    return checks;
  }

  private static Check encoder(ModelPack pack) {
    try {
      pack.photoEncoder().encode(greyJpeg(), EncodeOptions.defaults());
      return Check.ok("image encoder", "encodes a photo");
    } catch (Exception | LinkageError broken) {
      return Check.failed(
          "image encoder",
          Reason.of(broken),
          "Natives of the engine for this platform must be on the class path; try --device cpu.");
    }
  }

  private static Check text(ModelPack pack) {
    try {
      if (!pack.hasTextEncoder()) {
        return Check.warning(
            "text encoder", "not in this pack", "Searches by text need the whole pack.");
      }
      pack.textEncoder().encode("a dog");
      return Check.ok("text encoder", "encodes a query");
    } catch (Exception | LinkageError broken) {
      return Check.failed(
          "text encoder", Reason.of(broken), "Verify the pack: 'gistwire models verify'.");
    }
  }

  private static byte[] greyJpeg() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
    return jpeg.toByteArray();
  }
}
