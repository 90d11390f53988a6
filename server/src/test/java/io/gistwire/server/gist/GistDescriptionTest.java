package io.gistwire.server.gist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.Captioner;
import io.gistwire.models.ModelPack;
import io.gistwire.proto.v1.DescribeGistResponse;
import io.gistwire.server.index.LedgerInFolder;
import io.gistwire.server.index.embedded.EmbeddedIndexEngine;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packindex.ServedPackReader;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.packs.WireGists;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gist contains, by the tiny pack of the models' tests. */
class GistDescriptionTest {
  private static final Path TINY = Path.of("../models/src/test/resources/io/gistwire/models/tiny");
  private static final int MAX_LABELS = 3;

  @TempDir static Path folder;

  private static ServedPacks packs;
  private static LedgerInFolder ledger;
  private static PackIndexes indexes;
  private static ModelPack pack;
  private static Captioner captioner;
  private static Layer embedding;

  @BeforeAll
  static void load() throws Exception {
    packs = ServedPacks.load(List.of(TINY), List.of());
    ledger = new LedgerInFolder(folder.resolve("data"));
    indexes =
        PackIndexes.open(
            List.of(new ServedPackReader(packs.requireCurrent())),
            ledger.ledger(),
            new EmbeddedIndexEngine("en", folder.resolve("index")));
    pack = packs.requireCurrent().model();
    captioner = pack.captioner().orElseThrow();
    float[] vector = new float[pack.dimension()];
    vector[0] = 1;
    embedding = Layer.of(LayerKind.EMBEDDING, pack.quantizer().encode(vector));
  }

  @AfterAll
  static void close() throws Exception {
    indexes.close();
    ledger.close();
    packs.close();
  }

  private static DescribeGistResponse describe(Layer... layers) {
    Gist gist = Gist.of(pack.fingerprint(), List.of(layers));
    return new GistDescription(packs, indexes)
        .describe(pack.fingerprint(), WireGists.toWire(gist).build(), MAX_LABELS);
  }

  @Test
  void a_senders_own_caption_is_told_as_such_and_nothing_is_composed_beside_it() throws Exception {
    Layer caption = captioner.code("two dogs on a beach", Optional.of(embedding));
    DescribeGistResponse said = describe(embedding, caption);
    assertEquals("two dogs on a beach", said.getCaption());
    assertEquals("\"two dogs on a beach\"", said.getLayers(1).getSummary());
    assertFalse(said.getCaptionImplied());
    assertEquals("", said.getComposedCaption());
    assertEquals(embedding.sizeBytes() + caption.sizeBytes(), said.getLayerBytes());
  }

  @Test
  void a_gist_without_words_of_its_own_gets_the_packs() throws Exception {
    String composed =
        pack.inferrer().isPresent()
            ? pack.inferrer().get().infer(embedding).orElseThrow().text()
            : captioner.compose(embedding).orElseThrow();
    assertEquals(composed, describe(embedding).getComposedCaption());
    DescribeGistResponse implied =
        describe(embedding, Layer.of(LayerKind.CAPTION, embedding.sizeBytes(), new byte[0]));
    assertTrue(implied.getCaptionImplied());
    assertEquals(composed, implied.getComposedCaption());
  }

  @Test
  void as_many_labels_are_told_as_were_asked_for_the_surest_first() {
    var labels = describe(embedding).getLabelsList();
    assertEquals(Math.min(MAX_LABELS, pack.labels().size()), labels.size());
    for (int i = 1; i < labels.size(); i++) {
      assertTrue(labels.get(i - 1).getProbability() >= labels.get(i).getProbability());
    }
  }
}
