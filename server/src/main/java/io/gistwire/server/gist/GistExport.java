package io.gistwire.server.gist;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.file.GistFiles;
import io.gistwire.proto.v1.ExportGistsRequest;
import io.gistwire.proto.v1.ExportGistsResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.PacedAnswers;
import io.gistwire.server.filter.CompiledFilter;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerLog;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.view.GistView;
import java.util.Optional;
import java.util.Set;

/**
 * Streams gists as files, in the order of the log, up to where the log ends when the export begins.
 * A gist comes once, with all its layers; one that was exported before comes again when layers were
 * added since.
 */
final class GistExport {
  private static final int SLICE = 500;

  private final Ledger ledger;
  private final PackIndexes indexes;

  GistExport(Ledger ledger, PackIndexes indexes) {
    this.ledger = ledger;
    this.indexes = indexes;
  }

  void run(Caller caller, ExportGistsRequest request, PacedAnswers<ExportGistsResponse> answers)
      throws InterruptedException {
    CompiledFilter filter = CompiledFilter.of(request.getFilter(), caller).among(indexes);
    Set<LayerKind> layers = Set.copyOf(request.getLayersList());
    long after = request.getAfterPosition();
    long end = ledger.log().lastPosition();
    long at = after;
    while (at < end) {
      LedgerLog.Slice slice = ledger.log().readAfter(at, SLICE);
      for (LedgerEvent event : slice.events()) {
        Optional<HeldGist> held = exported(event, caller, after);
        if (held.isPresent() && filter.takes(held.get())) {
          answers.send(show(held.get(), layers, event.position()));
        }
      }
      at = slice.throughPosition() > at ? slice.throughPosition() : end;
    }
  }

  private Optional<HeldGist> exported(LedgerEvent event, Caller caller, long after) {
    if (!event.epoch().source().tenant().equals(caller.tenant())) {
      return Optional.empty();
    }
    if (event instanceof LedgerEvent.Put put) {
      return ledger.find(put.key());
    }
    if (event instanceof LedgerEvent.Layers later) {
      GistKey key = later.key();
      return ledger
          .find(key)
          .filter(held -> held.position() <= after && held.changedPosition() == later.position());
    }
    return Optional.empty();
  }

  private static ExportGistsResponse show(HeldGist held, Set<LayerKind> layers, long position) {
    Gist gist = GistView.only(held.gist(), layers);
    ByteString code = ByteString.copyFrom(held.fingerprint().toByteArray());
    return ExportGistsResponse.newBuilder()
        .setName(held.key().toName())
        .setFile(GistFiles.of(code, gist))
        .setPosition(position)
        .setReceiveTime(Timestamps.fromMillis(held.receivedMillis()))
        .build();
  }
}
