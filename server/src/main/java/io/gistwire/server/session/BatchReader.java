package io.gistwire.server.session;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.batch.BatchFormatException;
import io.gistwire.proto.batch.BatchLimits;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.packs.GistFault;
import io.gistwire.server.packs.GistRules;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a batch into submissions, and the gists that break the pack's rules into rejects. */
final class BatchReader {
  private final CodeFingerprint fingerprint;
  private final GistRules rules;
  private final SessionLimits limits;

  /**
   * A batch that was read.
   *
   * @param rejects what the client is told about gists from the expected sequence on, once they are
   *     recorded
   * @param layerBytes of all layers that are to be stored
   */
  record Content(List<Submission> submissions, List<ExchangeResponse> rejects, long layerBytes) {}

  /** Bytes of these layers. */
  static long layerBytes(List<Layer> layers) {
    long bytes = 0;
    for (Layer layer : layers) {
      bytes += layer.getData().size();
    }
    return bytes;
  }

  BatchReader(CodeFingerprint fingerprint, GistRules rules, SessionLimits limits) {
    this.fingerprint = fingerprint;
    this.rules = rules;
    this.limits = limits;
  }

  /**
   * Reads the gists.
   *
   * @param takenThrough highest sequence that was taken before
   * @throws Refusal {@code BATCH_TOO_LARGE} or {@code BATCH_MALFORMED}
   */
  Content read(Batch batch, long takenThrough) {
    List<Gist> gists = unpack(batch);
    List<Submission> submissions = new ArrayList<>(gists.size());
    List<ExchangeResponse> rejects = new ArrayList<>(0);
    long sequence = batch.getFirstSequence();
    long layerBytes = 0;
    for (Gist gist : gists) {
      Optional<GistFault> fault = rules.check(gist, limits.maxGistBytes());
      if (fault.isEmpty()) {
        Submission.Put put = Submission.Put.of(sequence, fingerprint, gist);
        submissions.add(put);
        layerBytes += put.layerBytes();
      } else {
        submissions.add(reject(sequence, gist, fault.get()));
        if (sequence > takenThrough) {
          rejects.add(Responses.reject(sequence, fault.get()));
        }
      }
      sequence++;
    }
    return new Content(submissions, rejects, layerBytes);
  }

  private List<Gist> unpack(Batch batch) {
    try {
      return BatchColumns.unpack(
          batch, new BatchLimits(limits.maxBatchGists(), limits.maxBatchBytes()));
    } catch (BatchFormatException e) {
      throw Refusal.of(e.reason(), e.getMessage());
    }
  }

  private Submission.Reject reject(long sequence, Gist gist, GistFault fault) {
    long digest = Submission.digest(fingerprint, gist.toByteArray());
    return new Submission.Reject(sequence, fault.reason(), fault.message(), digest);
  }
}
