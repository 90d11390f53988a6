package io.gistwire.server.ledger.sqlite;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.storage.DataFolder;
import io.gistwire.server.storage.SqliteFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A real ledger in a temporary folder, and short words to make what goes into it. */
final class LedgerFixture implements AutoCloseable {
  static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");
  static final EpochKey EPOCH = new EpochKey(new SourceKey("acme", "cam-1"), 0xfeedL);

  final Path path;
  final DataFolder folder;
  final SqliteLedger ledger;

  LedgerFixture(Path path) throws IOException {
    this(path, LedgerOptions.defaults());
  }

  LedgerFixture(Path path, LedgerOptions options) throws IOException {
    this(path, options, SqliteFile::openForWriting);
  }

  LedgerFixture(Path path, LedgerOptions options, LedgerWrites.Opener opener) throws IOException {
    this.path = path;
    folder = DataFolder.open(path);
    try {
      ledger = SqliteLedger.open(folder, options, opener);
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  EpochLease lease() {
    return ledger.lease(EPOCH, 0).join();
  }

  Appended append(EpochLease lease, Submission... submissions) {
    return ledger.append(lease, List.of(submissions)).join();
  }

  /** Puts the gists first to last. */
  Appended put(EpochLease lease, long first, long last) {
    List<Submission> submissions = new ArrayList<>();
    for (long sequence = first; sequence <= last; sequence++) {
      submissions.add(put(sequence));
    }
    return ledger.append(lease, submissions).join();
  }

  static Submission.Put put(long sequence) {
    return put(sequence, sequence);
  }

  static Submission.Put put(long sequence, long meaning) {
    return Submission.Put.of(sequence, CODE, gist(meaning));
  }

  static Submission.Skip skip(long first, long last) {
    return new Submission.Skip(first, last, SkipReason.SKIP_REASON_LOST);
  }

  static Submission.Reject reject(long sequence) {
    return new Submission.Reject(
        sequence, ErrorReason.ERROR_REASON_LAYER_MALFORMED, "embedding has 19 bytes", sequence);
  }

  static Gist gist(long meaning) {
    byte[] code = ByteBuffer.allocate(16).putLong(meaning).putLong(~meaning).array();
    return Gist.newBuilder()
        .addLayers(layer(LayerKind.LAYER_KIND_EMBEDDING, code))
        .setCaptureTimeMillis(1_700_000_000_000L + meaning)
        .build();
  }

  static Layer layer(LayerKind kind, byte... bytes) {
    return Layer.newBuilder().setKind(kind).setData(ByteString.copyFrom(bytes)).build();
  }

  static GistKey key(long sequence) {
    return new GistKey(EPOCH, sequence);
  }

  List<LedgerEvent> events() {
    return ledger.log().readAfter(0, Integer.MAX_VALUE).events();
  }

  List<LedgerUpkeep.Finding> check() {
    List<LedgerUpkeep.Finding> findings = new ArrayList<>();
    ledger.upkeep().check(true, findings::add);
    return findings;
  }

  static Throwable failureOf(CompletableFuture<?> future) {
    try {
      future.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    ledger.close();
    folder.close();
  }
}
