package io.gistwire.codec.language;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.entropy.RangeEncoder;
import io.gistwire.codec.quantizer.Quantizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints what the captions of a set cost, and a SHA-256 over every language model layer that the
 * Python twin prints too. Every layer is read back.
 *
 * <pre>CaptionTable language_model.bin codebooks.bin captions.set [every]</pre>
 *
 * <p>{@code every} takes each so many-th caption only; the digest then is another.
 */
public final class CaptionTable {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final int[] STAGES = {0, 1, 4, 8, 16};

  private final LanguageModel model;
  private final Quantizer quantizer;
  private final CaptionCodec codec;
  private final MessageDigest digest;

  private CaptionTable(LanguageModel model, Quantizer quantizer) throws NoSuchAlgorithmException {
    this.model = model;
    this.quantizer = quantizer;
    this.codec = CaptionCodec.of(model);
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  /** A caption and the code of its photo, empty where there is none. */
  private record Line(byte[] code, String text) {}

  /** Runs it. */
  public static void main(String[] args)
      throws IOException, GistFormatException, NoSuchAlgorithmException {
    if (args.length < 3) {
      System.err.println(
          "usage: CaptionTable language_model.bin codebooks.bin captions.set [every]");
      System.exit(2);
    }
    LanguageModel model = LanguageModel.read(Files.readAllBytes(Path.of(args[0])));
    Quantizer quantizer = Quantizer.load(Files.readAllBytes(Path.of(args[1])));
    int every = args.length > 3 ? Integer.parseInt(args[3]) : 1;
    new CaptionTable(model, quantizer).run(readSet(Path.of(args[2]), every));
  }

  private static Map<String, List<Line>> readSet(Path file, int every) throws IOException {
    Map<String, List<Line>> sets = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    for (int i = 0; i < lines.size(); i += every) {
      String[] columns = lines.get(i).split("\t", -1);
      String text = new String(HexFormat.of().parseHex(columns[2]), StandardCharsets.UTF_8);
      sets.computeIfAbsent(columns[0], name -> new ArrayList<>())
          .add(new Line(HexFormat.of().parseHex(columns[1]), text));
    }
    return sets;
  }

  private void run(Map<String, List<Line>> sets) throws GistFormatException {
    System.out.printf(
        "%-16s %-18s %9s %11s %9s%n", "captions", "coder", "bit/char", "bytes/text", "cpu ms");
    for (Map.Entry<String, List<Line>> set : sets.entrySet()) {
      List<Line> lines = set.getValue();
      measure(set.getKey(), "adaptive bytes", lines, CaptionCodec.plain(), 0);
      boolean coded = lines.get(0).code.length > 0;
      for (int stages : coded ? STAGES : new int[] {0}) {
        String coder = stages == 0 ? "model alone" : "model given " + stages;
        measure(set.getKey(), coder, lines, codec, stages);
      }
      for (int stages : coded ? new int[] {0, 16} : new int[] {0}) {
        digestLayers(lines, stages);
      }
    }
    System.out.println("sha256 of all layers: " + HexFormat.of().formatHex(digest.digest()));
  }

  private void measure(String set, String coder, List<Line> lines, CaptionCodec by, int stages)
      throws GistFormatException {
    double bits = 0;
    long bytes = 0;
    long chars = 0;
    long nanos = 0;
    for (Line line : lines) {
      CaptionCondition given = given(line, stages);
      long start = CLOCK.getCurrentThreadCpuTime();
      byte[] layer = by.encode(line.text, given);
      nanos += CLOCK.getCurrentThreadCpuTime() - start;
      if (!by.decode(layer, given).equals(line.text)) {
        throw new AssertionError("not read back: " + line.text);
      }
      bits += by == codec ? codec.informationBits(line.text, given) : 8.0 * layer.length;
      bytes += layer.length;
      chars += line.text.codePointCount(0, line.text.length());
    }
    System.out.printf(
        Locale.ROOT,
        "%-16s %-18s %9.4f %11.2f %9.1f%n",
        set,
        coder,
        bits / chars,
        (double) bytes / lines.size(),
        nanos / 1e6 / lines.size());
  }

  private void digestLayers(List<Line> lines, int stages) throws GistFormatException {
    byte[] memory = new byte[4 * CaptionCodec.MAX_LAYER_BYTES];
    for (Line line : lines) {
      RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
      CaptionMode.MODEL.encode(encoder);
      byte[] utf8 = line.text.getBytes(StandardCharsets.UTF_8);
      new TokenCoder(model, given(line, stages)).encode(encoder, utf8);
      int length = encoder.finish();
      digest.update((byte) length);
      digest.update(memory, 0, length);
    }
  }

  private CaptionCondition given(Line line, int stages) throws GistFormatException {
    return CaptionCondition.of(quantizer, Arrays.copyOf(line.code, stages));
  }
}
