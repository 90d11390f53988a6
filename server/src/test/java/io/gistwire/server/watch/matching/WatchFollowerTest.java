package io.gistwire.server.watch.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Duration;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.index.embedded.EmbeddedGistIndex;
import io.gistwire.server.index.lucene.CaptionLanguage;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packindex.PackReader;
import io.gistwire.server.packindex.ServedPackReader;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.watch.sqlite.SqliteWatchStore;
import io.gistwire.server.watch.store.StoredWatch;
import io.gistwire.server.watch.store.WatchStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchFollowerTest {
  private static final CaptionStems STEMS = CaptionLanguage.of("en").stems();
  private static final Path PACK = Path.of("../models/src/test/resources/io/gistwire/models/tiny");
  private static final int LABEL = 3;

  @TempDir Path folder;

  private final Watch watch =
      Watch.newBuilder()
          .setName("watches/w")
          .setQuietPeriod(Duration.newBuilder().setSeconds(3600))
          .build();

  private WatchSet watches(CodeFingerprint fingerprint) {
    return new WatchSet(
        List.of(
            new CompiledWatch(
                "acme",
                watch,
                fingerprint,
                new CompiledCondition.Labels(List.of(LABEL), List.of("dog")),
                Set.of(),
                new WeeklySchedule(List.of(), ZoneOffset.UTC),
                0)));
  }

  /** A ledger whose gists cannot be read while a test states it. */
  private static Ledger failing(Ledger real, boolean[] fails) {
    return (Ledger)
        Proxy.newProxyInstance(
            WatchFollowerTest.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              if (fails[0] && method.getName().equals("find")) {
                throw new IllegalStateException("the disk failed, as the test asked");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void a_slice_that_failed_after_matching_raises_its_alert_when_it_comes_again() throws Exception {
    PlainDecoding decoding = new PlainDecoding();
    boolean[] fails = {true};
    try (ServedPacks packs = ServedPacks.load(List.of(PACK), List.of());
        LedgerInFolder ledger = new LedgerInFolder(folder.resolve("data"));
        DataFolder data = DataFolder.open(folder.resolve("watches"));
        Captions captions = decoding.captions(folder.resolve("index"));
        EmbeddedGistIndex index =
            EmbeddedGistIndex.open(
                decoding,
                captions,
                ledger.ledger(),
                CaptionLanguage.of("en"),
                folder.resolve("index"));
        WatchStore store = SqliteWatchStore.open(data)) {
      PackReader pack = new ServedPackReader(packs.all().get(0));
      WatchSet watches = watches(pack.fingerprint());
      PackIndexes indexes =
          new PackIndexes(List.of(new PackIndex(pack, decoding, captions, index)));
      store.add(new StoredWatch("acme", watch, new float[0], 0));
      GistKey key =
          ledger.put(
              "acme",
              "cam",
              pack.fingerprint(),
              LedgerInFolder.gist(new byte[] {1, 2}, null, new byte[] {LABEL}, 1000));
      WatchFollower follower =
          new WatchFollower(
              WatchFollower.Lane.CODES,
              store,
              failing(ledger.ledger(), fails),
              indexes,
              STEMS,
              watches,
              new AlertHub(),
              Clock.systemUTC());
      LedgerLog.Slice slice = ledger.ledger().log().readAfter(0, 100);
      assertThrows(
          IllegalStateException.class, () -> follower.apply(slice, slice.throughPosition()));
      fails[0] = false;
      follower.apply(slice, slice.throughPosition());
      List<Alert> alerts = store.alerts().after("acme", 0, Set.of(), 10).alerts();
      assertEquals(List.of(key.toName()), alerts.stream().map(Alert::getGist).toList());
    }
  }
}
