package io.gistwire.server.watch.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.captions.CaptionDecoding;
import io.gistwire.server.captions.CaptionInference;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.index.embedded.EmbeddedGistIndex;
import io.gistwire.server.index.lucene.CaptionLanguage;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packindex.PackReader;
import io.gistwire.server.packindex.ServedPackReader;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.watch.expression.ExpressionException;
import io.gistwire.server.watch.expression.ExpressionParser;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventMatcherTest {
  private static final CaptionLanguage ENGLISH = CaptionLanguage.of("en");
  private static final CaptionStems STEMS = ENGLISH.stems();

  private static final Path PACK = Path.of("../models/src/test/resources/io/gistwire/models/tiny");

  @TempDir Path folder;

  /** Counts the captions that it is asked for. */
  private static final class Counting implements CaptionDecoding {
    private final PlainDecoding plain = new PlainDecoding();
    private int captions;

    @Override
    public String decoded(Gist gist) {
      captions++;
      return plain.decoded(gist);
    }

    @Override
    public CaptionInference inference() {
      return CaptionInference.NONE;
    }
  }

  private static CompiledWatch watch(
      String expression, CodeFingerprint fingerprint, long afterPosition)
      throws ExpressionException {
    return new CompiledWatch(
        "acme",
        Watch.newBuilder().setName("watches/w").build(),
        fingerprint,
        new CompiledCondition.Caption(ExpressionParser.parse(expression, STEMS)),
        Set.of("east"),
        new WeeklySchedule(List.of(), ZoneOffset.UTC),
        afterPosition);
  }

  private static GistKey key(String source, long sequence) {
    return new GistKey(new EpochKey(new SourceKey("acme", source), 1), sequence);
  }

  @Test
  void a_caption_is_read_once_and_only_where_a_watch_looks() throws Exception {
    Counting decoding = new Counting();
    try (ServedPacks packs = ServedPacks.load(List.of(PACK), List.of());
        LedgerInFolder ledger = new LedgerInFolder(folder.resolve("data"));
        Captions captions = PlainDecoding.captions(decoding, folder.resolve("index"));
        EmbeddedGistIndex index =
            EmbeddedGistIndex.open(
                new PlainDecoding(), captions, ledger.ledger(), ENGLISH, folder.resolve("index"))) {
      PackReader pack = new ServedPackReader(packs.all().get(0));
      CodeFingerprint tiny = pack.fingerprint();
      PackIndexes indexes =
          new PackIndexes(List.of(new PackIndex(pack, new PlainDecoding(), captions, index)));
      WatchSet watches = new WatchSet(List.of(watch("dog", tiny, 0), watch("NOT cat", tiny, 10)));
      List<WatchMatch> matches = new ArrayList<>();
      EventMatcher matcher =
          new EventMatcher(indexes, watches, new SketchBook(), STEMS, matches::add);
      Gist gist = LedgerInFolder.gist(new byte[] {1, 2}, "a dog", null, 1);
      matcher.addCaption(key("west", 1), tiny, gist, 1, 20);
      assertEquals(0, decoding.captions);
      matcher.addCaption(key("east", 1), tiny, gist, 1, 5);
      assertEquals(1, decoding.captions);
      assertEquals(1, matches.size());
      matcher.addCaption(key("east", 2), tiny, gist, 1, 20);
      assertEquals(2, decoding.captions);
      assertEquals(3, matches.size());
      matcher.addCaption(key("east", 2), tiny, gist, 1, 20);
      assertEquals(2, decoding.captions);
    }
  }
}
