package io.gistwire.server.admin;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Disk that backups may take.
 *
 * @param maxBytes of all backups in the data folder together
 * @param minFreeBytes that a backup leaves free on its disk
 */
public record BackupLimits(long maxBytes, long minFreeBytes) {
  /** 100 GiB, and 1 GiB stays free. */
  public static final BackupLimits DEFAULT = new BackupLimits(100L << 30, 1L << 30);

  /**
   * Lets a backup begin, or not.
   *
   * @param folder of the backups
   * @param neededBytes most that it may take
   * @throws Refusal {@code QUOTA_EXCEEDED}
   */
  void require(Path folder, long neededBytes) throws IOException {
    long usedBytes = 0;
    try (var entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        usedBytes += Files.isRegularFile(entry) ? Files.size(entry) : 0;
      }
    }
    if (usedBytes + neededBytes > maxBytes) {
      throw refusal(
          "backups take "
              + usedBytes
              + " bytes and this one may take "
              + neededBytes
              + "; gistwire.backup.max-bytes allows "
              + maxBytes
              + " together: delete old ones in "
              + folder);
    }
    long freeBytes = Files.getFileStore(folder).getUsableSpace();
    if (freeBytes - neededBytes < minFreeBytes) {
      throw refusal(
          "the disk has "
              + freeBytes
              + " bytes free and this backup may take "
              + neededBytes
              + "; gistwire.backup.min-free-bytes keeps "
              + minFreeBytes
              + " free: free space, or back up elsewhere offline");
    }
  }

  private static Refusal refusal(String seen) {
    return Refusal.of(ErrorReason.ERROR_REASON_QUOTA_EXCEEDED, seen).with("quota", "backups");
  }
}
