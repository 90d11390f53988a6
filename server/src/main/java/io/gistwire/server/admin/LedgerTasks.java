package io.gistwire.server.admin;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.BackupLedgerRequest;
import io.gistwire.proto.v1.BackupLedgerResponse;
import io.gistwire.proto.v1.CheckLedgerRequest;
import io.gistwire.proto.v1.CheckLedgerResponse;
import io.gistwire.proto.v1.CompactLedgerRequest;
import io.gistwire.proto.v1.CompactLedgerResponse;
import io.gistwire.proto.v1.LedgerFinding;
import io.gistwire.proto.v1.TaskProgress;
import io.gistwire.server.audit.AuditLine;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.Call;
import io.gistwire.server.calls.LedgerFutures;
import io.gistwire.server.calls.PacedAnswers;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerUnavailableException;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Check, backup and compaction of the ledger. */
final class LedgerTasks {
  private static final Pattern FILE_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  /** Left for the answer when a compaction ends with its call. */
  private static final long ANSWER_MILLIS = 500;

  private static final int MAX_FINDINGS = 10_000;
  private static final int DEFAULT_FINDINGS = 100;

  private final Ledger ledger;
  private final DataFolder folder;
  private final BackupLimits limits;
  private final TaskGate gate;

  LedgerTasks(Ledger ledger, DataFolder folder, BackupLimits limits, TaskGate gate) {
    this.limits = limits;
    this.ledger = ledger;
    this.folder = folder;
    this.gate = gate;
  }

  void check(CheckLedgerRequest request, PacedAnswers<CheckLedgerResponse> answers)
      throws InterruptedException {
    int limit = request.getMaxFindings();
    if (limit < 0 || limit > MAX_FINDINGS) {
      throw Refusal.ofField(
          "max_findings",
          Integer.toUnsignedString(limit) + "; 0 to " + MAX_FINDINGS + " are allowed");
    }
    int most = limit == 0 ? DEFAULT_FINDINGS : limit;
    try (TaskGate.Pass pass = gate.enter("check")) {
      List<LedgerFinding> findings = new ArrayList<>();
      answers.send(
          CheckLedgerResponse.newBuilder().setProgress(progress("reading", false)).build());
      long count =
          ledger
              .upkeep()
              .check(
                  request.getDeep(),
                  finding -> {
                    if (findings.size() < most) {
                      findings.add(show(finding));
                    }
                  });
      answers.send(
          CheckLedgerResponse.newBuilder()
              .setProgress(progress("read", true))
              .addAllFindings(findings)
              .setFindingCount(count)
              .build());
    }
  }

  private static LedgerFinding show(LedgerUpkeep.Finding finding) {
    return LedgerFinding.newBuilder()
        .setSubject(finding.subject())
        .setMessage(finding.message())
        .build();
  }

  private static TaskProgress progress(String phase, boolean isDone) {
    return TaskProgress.newBuilder()
        .setPhase(phase)
        .setDone(isDone)
        .setDoneCount(isDone ? 1 : 0)
        .setTotalCount(1)
        .build();
  }

  void backup(
      Caller caller, BackupLedgerRequest request, PacedAnswers<BackupLedgerResponse> answers)
      throws InterruptedException, IOException {
    String name = request.getFileName();
    if (name.isEmpty()) {
      name = "ledger-" + STAMP.format(Instant.now()) + ".db";
    } else if (!FILE_NAME.matcher(name).matches()) {
      throw Refusal.ofField(
          "file_name",
          "'"
              + Refusal.shown(name)
              + "'; 1 to 100 characters of a-z, A-Z, 0-9, '-', '_', '.' are allowed, the first a"
              + " letter or digit");
    }
    try (TaskGate.Pass pass = gate.enter("backup")) {
      answers.send(
          BackupLedgerResponse.newBuilder().setProgress(progress("copying", false)).build());
      limits.require(folder.backups(), folder.sizeBytes());
      LedgerUpkeep.Backup backup = ledger.upkeep().backup(target(name));
      AuditLine.of("backup", caller.token())
          .with("file", name)
          .with("bytes", backup.sizeBytes())
          .with("position", backup.position())
          .log();
      answers.send(show(backup));
    } catch (FileAlreadyExistsException e) {
      throw Refusal.ofField("file_name", "'" + name + "' exists; a backup never replaces a file");
    }
  }

  private Path target(String name) throws IOException {
    return folder.backups().resolve(name);
  }

  private static BackupLedgerResponse show(LedgerUpkeep.Backup backup) {
    return BackupLedgerResponse.newBuilder()
        .setProgress(progress("synced", true))
        .setPath(backup.path().toString())
        .setSizeBytes(backup.sizeBytes())
        .setPosition(backup.position())
        .setSha256(ByteString.copyFrom(backup.sha256()))
        .build();
  }

  /** Compacts for as long as the call waits; what is left is for the next call. */
  CompactLedgerResponse compact(Call call, CompactLedgerRequest request)
      throws InterruptedException {
    if (request.getMaxPages() < 0) {
      throw Refusal.ofField("max_pages", "is above 2^63 - 1");
    }
    LedgerFutures.requireRunning(ledger);
    try (TaskGate.Pass pass = gate.enter("compaction")) {
      LedgerUpkeep.Compaction sizes =
          ledger.upkeep().compact(request.getMaxPages(), call.remainingMillis() - ANSWER_MILLIS);
      return CompactLedgerResponse.newBuilder()
          .setSizeBeforeBytes(sizes.sizeBeforeBytes())
          .setSizeAfterBytes(sizes.sizeAfterBytes())
          .build();
    } catch (LedgerUnavailableException e) {
      throw LedgerFutures.unavailable(e.getMessage());
    }
  }
}
