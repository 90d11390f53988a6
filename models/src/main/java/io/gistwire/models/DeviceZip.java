package io.gistwire.models;

import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.ManifestReader;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackFile;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.manifest.PackPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The device part as a zip that depends on the pack only: stored entries, one fixed time. */
final class DeviceZip {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private DeviceZip() {}

  static void write(PackManifest manifest, byte[] manifestBytes, PackFiles files, OutputStream to)
      throws PackException, IOException {
    ZipOutputStream zip = new ZipOutputStream(to);
    CRC32 manifestSum = new CRC32();
    manifestSum.update(manifestBytes);
    put(zip, ManifestReader.FILE_NAME, manifestBytes.length, manifestSum.getValue());
    zip.write(manifestBytes);
    for (PackFile file : manifest.files()) {
      if (file.part() == PackPart.DEVICE) {
        put(zip, file.path(), file.sizeBytes(), crc(files, file));
        try (InputStream in = files.open(file)) {
          in.transferTo(zip);
        }
      }
    }
    zip.finish();
  }

  private static void put(ZipOutputStream zip, String name, long size, long crc)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size);
    entry.setCrc(crc);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
  }

  private static long crc(PackFiles files, PackFile file) throws PackException, IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = files.open(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sum.update(buffer, 0, count);
      }
    }
    return sum.getValue();
  }
}
