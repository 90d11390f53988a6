package io.gistwire.server.ledger.sqlite;

import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.LedgerException;
import io.gistwire.server.ledger.SequenceGapException;
import io.gistwire.server.ledger.Submission;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes consecutive submissions of one epoch, and compares those that are held already. */
final class AppendWrite implements LedgerWrite<Appended> {
  private final Leases leases;
  private final EpochLease lease;
  private final List<? extends Submission> submissions;
  private final long receivedMillis;

  AppendWrite(
      Leases leases,
      EpochLease lease,
      List<? extends Submission> submissions,
      long receivedMillis) {
    this.leases = leases;
    this.lease = lease;
    this.submissions = submissions;
    this.receivedMillis = receivedMillis;
  }

  @Override
  public Appended run(LedgerWrites writes) throws SQLException, LedgerException {
    leases.require(lease);
    EpochRow epoch = writes.keys().epoch(lease.epoch(), receivedMillis);
    List<Long> conflicts = new ArrayList<>(0);
    for (Submission submission : submissions) {
      if (submission.lastSequence() <= epoch.heldThrough) {
        compare(writes, epoch, submission, conflicts);
      } else {
        append(writes, epoch, submission);
      }
    }
    return new Appended(epoch.heldThrough, conflicts);
  }

  private static void compare(
      LedgerWrites writes, EpochRow epoch, Submission submission, List<Long> conflicts)
      throws SQLException {
    if (submission instanceof Submission.Put put
        && writes.entries().isOther(epoch, put.sequence(), put.digest())) {
      conflicts.add(put.sequence());
    } else if (submission instanceof Submission.Reject reject
        && writes.entries().isOther(epoch, reject.sequence(), reject.digest())) {
      conflicts.add(reject.sequence());
    }
  }

  private void append(LedgerWrites writes, EpochRow epoch, Submission submission)
      throws SQLException, SequenceGapException {
    long expected = epoch.heldThrough + 1;
    if (submission.firstSequence() > expected) {
      throw new SequenceGapException(submission.firstSequence(), expected);
    }
    if (submission instanceof Submission.Put put) {
      put(writes, epoch, put, receivedMillis);
    } else if (submission instanceof Submission.Skip skip) {
      skip(writes.log(), epoch, skip);
    } else if (submission instanceof Submission.Reject reject) {
      reject(writes.log(), epoch, reject);
    }
    epoch.source.lastReceiveMillis = receivedMillis;
    writes.keys().changed(epoch);
    writes.keys().changed(epoch.source);
  }

  static void put(LedgerWrites writes, EpochRow epoch, Submission.Put put, long receivedMillis)
      throws SQLException {
    long sequence = put.sequence();
    long position =
        writes
            .log()
            .append(
                EventCode.PUT,
                epoch,
                sequence,
                sequence,
                receivedMillis,
                writes.keys().code(put.fingerprint()),
                null,
                put.digest(),
                put.payload());
    writes.log().consumeLive(epoch, sequence, position, put.layerBytes());
    epoch.source.addGist(put.layerBytes());
  }

  private void skip(LogTable log, EpochRow epoch, Submission.Skip skip) throws SQLException {
    long first = epoch.heldThrough + 1;
    long last = skip.lastSequence();
    int reason = skip.reason().getNumber();
    long position =
        log.append(EventCode.SKIP, epoch, first, last, receivedMillis, null, reason, null, null);
    log.consume(epoch, first, last, position, EventCode.SKIPPED);
    epoch.source.skip(last - first + 1, skip.reason());
  }

  private void reject(LogTable log, EpochRow epoch, Submission.Reject reject) throws SQLException {
    long sequence = reject.sequence();
    byte[] message = reject.message().getBytes(StandardCharsets.UTF_8);
    long position =
        log.append(
            EventCode.REJECT,
            epoch,
            sequence,
            sequence,
            receivedMillis,
            null,
            reject.reason().getNumber(),
            reject.digest(),
            message);
    log.consume(epoch, sequence, sequence, position, EventCode.REJECTED);
    epoch.source.rejectedCount++;
  }
}
