package io.gistwire.codec.golden;

import io.gistwire.codec.language.CaptionCodec;
import io.gistwire.codec.language.CaptionCondition;
import io.gistwire.codec.language.LanguageModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Prints one checksum a layer kind, over many layers and their meanings. Every JVM, interpreted or
 * compiled, must print the same.
 */
final class Digest {
  private static final String[] WORDS = {
    "A man",
    " in a red shirt",
    " and",
    " two dogs",
    " run",
    " on the beach",
    "\u00e9\u4e2d",
    " .",
    "!?"
  };

  private Digest() {}

  public static void main(String[] args) throws Exception {
    Cases cases = new Cases(Path.of(args[0]));
    long count = Long.parseLong(args[2]);
    for (String kind : Cases.KINDS) {
      CRC32C crc = new CRC32C();
      for (long seed = 1; seed <= count; seed++) {
        byte[] layer = cases.layer(kind, 1000 + seed);
        crc.update(layer);
        String meaning = cases.meaning(kind, 1000 + seed, layer);
        crc.update(meaning.getBytes(StandardCharsets.UTF_8));
      }
      System.out.println(kind + " " + count + " " + Long.toHexString(crc.getValue()));
    }
    captions(Path.of(args[1]), count);
  }

  private static void captions(Path languageModel, long count) throws Exception {
    LanguageModel model = LanguageModel.read(Files.readAllBytes(languageModel));
    CaptionCodec codec = CaptionCodec.of(model);
    CRC32C crc = new CRC32C();
    for (long seed = 1; seed <= count; seed++) {
      Random random = new Random(seed);
      int[] x = random.ints(model.dimension(), -30000, 30000).toArray();
      CaptionCondition given = CaptionCondition.of(x, 1 + random.nextInt(model.maxStages()));
      StringBuilder text = new StringBuilder();
      for (int word = random.nextInt(12); word > 0; word--) {
        text.append(WORDS[random.nextInt(WORDS.length)]);
      }
      byte[] layer = codec.encode(text.toString(), given);
      crc.update(layer);
      crc.update(codec.decode(layer, given).getBytes(StandardCharsets.UTF_8));
      crc.update(codec.implied(given).getBytes(StandardCharsets.UTF_8));
    }
    System.out.println("caption " + count + " " + Long.toHexString(crc.getValue()));
  }
}
