package io.gistwire.server.gist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.ListGistsResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.Call;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.ledger.sqlite.LedgerOptions;
import io.gistwire.server.ledger.sqlite.SqliteLedger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.storage.DataFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that end early. */
class GistListingTest {
  private static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");
  private static final int GISTS = 3;
  private static final Caller CALLER =
      new Caller("acme", "tokens/test", EnumSet.allOf(Permission.class), List.of());

  @TempDir Path path;
  private DataFolder folder;
  private SqliteLedger ledger;
  private GistListing listing;

  @BeforeEach
  void open() throws Exception {
    folder = DataFolder.open(path);
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults());
    for (int meaning = 0; meaning < GISTS; meaning++) {
      Submission.Put put = Submission.Put.of(0, CODE, gist(meaning));
      ledger.create(new SourceKey("acme", "cam"), Optional.empty(), put).join();
    }
    listing =
        new GistListing(
            ledger,
            new PackIndexes(List.of()),
            new PageTokens(new byte[32], Clock.systemUTC()),
            source -> false);
  }

  @AfterEach
  void close() throws Exception {
    ledger.close();
    folder.close();
  }

  private static Gist gist(int meaning) {
    Layer layer =
        Layer.newBuilder()
            .setKind(LayerKind.LAYER_KIND_EMBEDDING)
            .setData(ByteString.copyFrom(new byte[] {(byte) meaning}))
            .build();
    return Gist.newBuilder().addLayers(layer).build();
  }

  private List<List<Long>> pages(ListGistsRequest request, long callMillis) {
    List<List<Long>> pages = new ArrayList<>();
    String token = "";
    do {
      ListGistsResponse page =
          listing.gists(
              Call.of(CALLER, callMillis), request.toBuilder().setPageToken(token).build());
      pages.add(page.getGistsList().stream().map(gist -> gist.getSequence()).toList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return pages;
  }

  @Test
  void a_page_whose_time_is_up_has_what_was_ready_and_the_next_goes_on() {
    assertEquals(
        List.of(List.of(3L), List.of(2L), List.of(1L), List.of()),
        pages(ListGistsRequest.getDefaultInstance(), 0));
  }

  @Test
  void a_page_in_time_is_whole() {
    List<List<Long>> pages = pages(ListGistsRequest.newBuilder().setPageSize(2).build(), 600_000);
    assertEquals(List.of(List.of(3L, 2L), List.of(1L)), pages);
  }
}
