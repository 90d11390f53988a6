package io.gistwire.bench.codec;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.language.CaptionCodec;
import io.gistwire.codec.language.CaptionCondition;
import io.gistwire.codec.language.LanguageModel;
import io.gistwire.codec.quantizer.Quantizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the caption layers that Python's twin wrote ({@code bench/caption_twin.py}), writes them
 * again and compares every byte. Prints how many there were of each mode and a SHA-256 over all
 * layers; ends with 1 at the first that differs.
 *
 * <pre>CaptionTwin language_model.bin codebooks.bin captions.twin [every]</pre>
 *
 * <p>{@code every} takes each so many-th line only; the digest then is another.
 */
public final class CaptionTwin {
  private static final HexFormat HEX = HexFormat.of();

  private final CaptionCodec codec;
  private final Quantizer quantizer;
  private final MessageDigest digest;
  private final Map<String, Integer> modes = new TreeMap<>();
  private int captions;

  private CaptionTwin(CaptionCodec codec, Quantizer quantizer) throws NoSuchAlgorithmException {
    this.codec = codec;
    this.quantizer = quantizer;
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  /** Runs it. */
  public static void main(String[] args)
      throws IOException, GistFormatException, NoSuchAlgorithmException {
    if (args.length < 3) {
      System.err.println(
          "usage: CaptionTwin language_model.bin codebooks.bin captions.twin [every]");
      System.exit(2);
    }
    LanguageModel model = LanguageModel.read(Files.readAllBytes(Path.of(args[0])));
    Quantizer quantizer = Quantizer.load(Files.readAllBytes(Path.of(args[1])));
    CaptionTwin twin = new CaptionTwin(CaptionCodec.of(model), quantizer);
    int every = args.length > 3 ? Integer.parseInt(args[3]) : 1;
    List<String> lines = Files.readAllLines(Path.of(args[2]), StandardCharsets.US_ASCII);
    for (int i = 0; i < lines.size(); i += every) {
      if (!twin.same(lines.get(i).split("\t", -1))) {
        System.err.println("line " + (i + 1) + " differs: " + lines.get(i));
        System.exit(1);
      }
    }
    String sha = HEX.formatHex(twin.digest.digest());
    System.out.println(twin.captions + " captions the same " + twin.modes + ", sha256 " + sha);
  }

  /** Whether Java reads the text in the layer and writes the layer from the text. */
  private boolean same(String[] columns) throws GistFormatException {
    CaptionCondition given = CaptionCondition.of(quantizer, HEX.parseHex(columns[1]));
    String text = new String(HEX.parseHex(columns[2]), StandardCharsets.UTF_8);
    byte[] layer = HEX.parseHex(columns[3]);
    byte[] written =
        columns[0].isEmpty()
            ? codec.encode(text, given)
            : codec.encodeRank(Integer.parseInt(columns[0]));
    captions++;
    modes.merge(mode(layer), 1, Integer::sum);
    digest.update(new byte[] {(byte) (written.length >> 8), (byte) written.length});
    digest.update(written);
    return Arrays.equals(layer, written) && codec.decode(layer, given).equals(text);
  }

  private static String mode(byte[] layer) {
    int first = layer.length == 0 ? 0 : layer[0] & 0xff;
    if (first == 255) {
      return "raw";
    }
    return first < 1 ? "implied" : first < 17 ? "ranked" : first < 23 ? "adaptive" : "model";
  }
}
