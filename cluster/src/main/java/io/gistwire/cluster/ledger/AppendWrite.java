package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.Appended;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.FencedException;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerException;
import io.gistwire.server.ledger.SequenceGapException;
import io.gistwire.server.ledger.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes consecutive submissions of one epoch, and compares those that are held already. More than
 * the window allows go on in further rounds.
 */
final class AppendWrite extends PendingWrite<Appended> {
  private final EpochLease lease;
  private final EpochKey epoch;
  private final List<? extends Submission> submissions;
  private final long receivedMillis;
  private final List<Long> conflicts = new ArrayList<>(0);
  private final List<Submission> toCompare = new ArrayList<>();
  private final List<CommitEntry> entries = new ArrayList<>();
  private final List<Claims.Claim> claims = new ArrayList<>();
  private OptionalLong gapAfter = OptionalLong.empty();
  private final List<Long> plannedConflicts = new ArrayList<>(0);
  private int next;
  private int plannedNext;
  private long term;
  private long heldThrough;

  AppendWrite(EpochLease lease, List<? extends Submission> submissions, long receivedMillis) {
    this.lease = lease;
    this.epoch = lease.epoch();
    this.submissions = submissions;
    this.receivedMillis = receivedMillis;
  }

  @Override
  int weight() {
    return submissions.size();
  }

  @Override
  void plan(Round round) throws LedgerException {
    toCompare.clear();
    entries.clear();
    claims.clear();
    plannedConflicts.clear();
    gapAfter = OptionalLong.empty();
    plannedNext = next;
    term = round.leases.require(lease, round.fold);
    if (round.isUnfinished(epoch)) {
      goOn();
      return;
    }
    long held = round.heldThrough(epoch);
    while (plannedNext < submissions.size() && gapAfter.isEmpty()) {
      Submission submission = submissions.get(plannedNext);
      if (submission.lastSequence() <= held) {
        compare(round, submission);
      } else if (submission.firstSequence() > held + 1) {
        gapAfter = OptionalLong.of(held);
      } else if (!round.isInWindow(epoch, held + 1)) {
        goOn();
        round.leaveUnfinished(epoch);
        break;
      } else {
        held = append(round, submission, held);
      }
      plannedNext++;
    }
    round.plan(epoch, held);
  }

  private void compare(Round round, Submission submission) {
    GistKey key = new GistKey(epoch, submission.lastSequence());
    Long planned = round.planned(key);
    if (planned != null && planned != digest(submission)) {
      plannedConflicts.add(key.sequence());
    } else if (planned == null && !(submission instanceof Submission.Skip)) {
      toCompare.add(submission);
      round.compare(key);
    }
  }

  private static long digest(Submission submission) {
    if (submission instanceof Submission.Put put) {
      return put.digest();
    }
    return submission instanceof Submission.Reject reject ? reject.digest() : 0;
  }

  private long append(Round round, Submission submission, long held) {
    if (submission instanceof Submission.Skip skip) {
      return skip(round, skip, held);
    }
    GistKey key = new GistKey(epoch, submission.lastSequence());
    GistDocument document;
    if (submission instanceof Submission.Put put) {
      document = GistDocument.live(key, put, term, receivedMillis, null);
      entries.add(CommitEntry.put(epoch, put.sequence(), term, receivedMillis, put.layerBytes()));
    } else {
      Submission.Reject reject = (Submission.Reject) submission;
      document = GistDocument.rejected(key, reject, term, receivedMillis);
      entries.add(CommitEntry.reject(epoch, reject.sequence(), term, receivedMillis));
    }
    claim(round, key, document);
    round.plan(key, digest(submission));
    return key.sequence();
  }

  private long skip(Round round, Submission.Skip skip, long held) {
    long first = held + 1;
    long last = skip.lastSequence();
    for (long one = first; one <= last && round.isInWindow(epoch, one); one++) {
      GistKey key = new GistKey(epoch, one);
      claim(round, key, GistDocument.skipped(key, term, receivedMillis));
    }
    int reason = skip.reason().getNumber();
    entries.add(CommitEntry.skip(epoch, first, last, term, receivedMillis, reason));
    return last;
  }

  private void claim(Round round, GistKey key, GistDocument document) {
    claims.add(
        round.claim(new Claims.Claim(round.documents.gists(), Ids.gist(key), document, term)));
  }

  @Override
  void enter(Round round, Draft draft) throws LedgerException {
    for (Claims.Claim claim : claims) {
      if (claim.isLost()) {
        // The newer lease may not be known here yet: nothing more is written under this one.
        round.leases.release(lease);
        throw new FencedException(epoch);
      }
    }
    draft.consume(epoch, term, entries);
    heldThrough = draft.epoch(epoch).heldThrough();
    if (gapAfter.isPresent() && !isUnfinished()) {
      throw new SequenceGapException(
          submissions.get(plannedNext - 1).firstSequence(), gapAfter.getAsLong() + 1);
    }
  }

  @Override
  void settle(Round round) {
    next = plannedNext;
    conflicts.addAll(plannedConflicts);
    for (Submission submission : toCompare) {
      GistKey key = new GistKey(epoch, submission.lastSequence());
      if (round.isOther(key, digest(submission))) {
        conflicts.add(key.sequence());
      }
    }
  }

  @Override
  Appended result() {
    return new Appended(heldThrough, conflicts.stream().sorted().toList());
  }
}
