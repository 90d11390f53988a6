package io.gistwire.models.captions;

import io.gistwire.models.manifest.PackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Infers captions that name only what the code supports. Immutable and thread-safe; a caption takes
 * a few milliseconds. The same code gives the same caption on every machine but for ties within a
 * rounding of float64.
 */
public final class CaptionInferrer {
  private final CaptionBankFile file;
  private final Settings settings;
  private final SentenceBank bank;
  private final ObjectDetector detector;
  private final ObjectWords words;
  private final int[][] named;

  private CaptionInferrer(CaptionBankFile file, Settings settings) {
    this.file = file;
    this.settings = settings;
    this.bank = new SentenceBank(file);
    this.detector = new ObjectDetector(file, settings);
    this.words = new ObjectWords(settings.objects().stream().map(o -> o.words()).toList());
    this.named = file.sentences().stream().map(words::named).toArray(int[][]::new);
  }

  /**
   * Reads the two files of a pack's server part.
   *
   * @throws PackException when they are damaged or do not belong together
   */
  public static CaptionInferrer read(byte[] file, byte[] settings) throws PackException {
    CaptionBankFile parsed = CaptionBankFile.parse(file);
    return new CaptionInferrer(parsed, Settings.parse(settings, parsed));
  }

  /** Length of the vectors, D. */
  public int dimension() {
    return file.dimension();
  }

  /** Number of sentences to choose from. */
  public int sentences() {
    return file.sentences().size();
  }

  /**
   * The caption of a decoded code prefix.
   *
   * @param x Q14, D numbers
   * @param stages how many stages it was decoded from, at least 1
   */
  public InferredCaption infer(int[] x, int stages) {
    if (x.length != file.dimension() || stages < 1) {
      throw new IllegalArgumentException(
          "vector of %d numbers and %d stages; %d numbers and at least 1 stage are needed"
              .formatted(x.length, stages, file.dimension()));
    }
    double norm = Math.max(norm(x), 1);
    SentenceBank.Best best = bank.best(x, norm, settings.best(), settings.temperature());
    double[] u = new double[x.length];
    for (int j = 0; j < u.length; j++) {
      u[j] = x[j] / norm;
    }
    double[] p = detector.probabilities(u, stages, votes(best));
    return choose(best, p);
  }

  private static double norm(int[] x) {
    long squares = 0;
    for (int value : x) {
      squares += (long) value * value;
    }
    return Math.sqrt((double) squares);
  }

  /** The share of each object in the votes. */
  private double[] votes(SentenceBank.Best best) {
    double[] votes = new double[settings.objects().size()];
    for (int i = 0; i < best.numbers().length; i++) {
      for (int object : named[best.numbers()[i]]) {
        votes[object] += best.weights()[i];
      }
    }
    double total = best.total();
    for (int o = 0; o < votes.length; o++) {
      votes[o] /= total;
    }
    return votes;
  }

  private InferredCaption choose(SentenceBank.Best best, double[] p) {
    int[] numbers = best.numbers();
    List<List<String>> tokens = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      tokens.add(ObjectWords.words(file.sentences().get(number), true));
    }
    double[] gains = Agreement.of(tokens, best.weights(), best.total());
    int chosen = -1;
    double top = -1.0e30;
    for (int i = 0; i < numbers.length; i++) {
      double value = gains[i] + support(named[numbers[i]], p);
      if (value > top) {
        top = value;
        chosen = numbers[i];
      }
    }
    List<Integer> sure = sure(p);
    boolean plain = chosen < 0 || top < settings.least() || misses(named[chosen], sure);
    String text = plain ? plain(named(sure, p)) : file.sentences().get(chosen);
    return report(text, plain ? words.named(text) : named[chosen], p);
  }

  /**
   * What a sentence gains by the objects that it names and leaves out; -infinity: not supported.
   */
  private double support(int[] objects, double[] p) {
    double value = 0;
    for (int object : objects) {
      if (p[object] < settings.mayName()) {
        return Double.NEGATIVE_INFINITY;
      }
      value += settings.reward() * (p[object] - settings.mayName());
    }
    double missing = 0;
    for (int o = 0; o < p.length; o++) {
      if (p[o] >= settings.mustName() && !contains(objects, o)) {
        missing += p[o];
      }
    }
    return value - settings.penalty() * missing;
  }

  private static boolean contains(int[] objects, int wanted) {
    return IntStream.of(objects).anyMatch(o -> o == wanted);
  }

  private static boolean misses(int[] objects, List<Integer> sure) {
    return !sure.isEmpty() && sure.stream().noneMatch(o -> contains(objects, o));
  }

  /** Objects that a caption should name, most probable first. */
  private List<Integer> sure(double[] p) {
    return IntStream.range(0, p.length)
        .filter(o -> p[o] >= settings.mustName())
        .boxed()
        .sorted((a, b) -> p[a] == p[b] ? a - b : Double.compare(p[b], p[a]))
        .limit(settings.mostNamed())
        .toList();
  }

  /** What a plain sentence names: the sure objects, else the most probable one, if it may be. */
  private List<Integer> named(List<Integer> sure, double[] p) {
    if (!sure.isEmpty()) {
      return sure;
    }
    int top = 0;
    for (int o = 1; o < p.length; o++) {
      top = p[o] > p[top] ? o : top;
    }
    return p[top] >= settings.mayName() ? List.of(top) : List.of();
  }

  private String plain(List<Integer> objects) {
    if (objects.isEmpty()) {
      return settings.general();
    }
    List<String> phrases = objects.stream().map(o -> settings.objects().get(o).phrase()).toList();
    int last = phrases.size() - 1;
    String list =
        last == 0
            ? phrases.get(0)
            : String.join(", ", phrases.subList(0, last)) + " and " + phrases.get(last);
    return list.substring(0, 1).toUpperCase(Locale.ROOT) + list.substring(1) + ".";
  }

  private InferredCaption report(String text, int[] objects, double[] p) {
    double confidence = objects.length == 0 ? settings.unsure() : 1;
    for (int object : objects) {
      confidence *= p[object];
    }
    List<ObjectScore> scores = new ArrayList<>(p.length);
    for (int o = 0; o < p.length; o++) {
      scores.add(new ObjectScore(settings.objects().get(o).name(), (float) p[o]));
    }
    return new InferredCaption(text, (float) confidence, scores);
  }
}
