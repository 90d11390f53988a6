package io.gistwire.server.captions.sqlite;

import io.gistwire.proto.v1.CaptionOrigin;
import io.gistwire.server.captions.Caption;
import io.gistwire.server.captions.CaptionStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A row of {@code caption}; columns key, digest, origin, confidence, pack_version, text, crc. */
final class CaptionRow {
  private CaptionRow() {}

  static void bind(PreparedStatement insert, byte[] key, CaptionStore.Entry entry)
      throws SQLException {
    Caption caption = entry.caption();
    insert.setBytes(1, key);
    insert.setLong(2, entry.digest());
    insert.setInt(3, caption.origin().getNumber());
    insert.setDouble(4, caption.confidence());
    insert.setString(5, caption.packVersion());
    insert.setString(6, caption.text());
    insert.setLong(7, crc(key, entry));
  }

  /** The entry of a row without its key; empty when the row does not match its checksum. */
  static Optional<CaptionStore.Entry> read(byte[] key, ResultSet row) throws SQLException {
    CaptionOrigin origin = CaptionOrigin.forNumber(row.getInt(2));
    float confidence = (float) row.getDouble(3);
    String version = row.getString(4);
    String text = row.getString(5);
    if (origin == null
        || version == null
        || text == null
        || !(confidence >= 0 && confidence <= 1)) {
      return Optional.empty();
    }
    CaptionStore.Entry entry =
        new CaptionStore.Entry(row.getLong(1), new Caption(text, origin, confidence, version));
    return crc(key, entry) == row.getLong(6) ? Optional.of(entry) : Optional.empty();
  }

  private static long crc(byte[] key, CaptionStore.Entry entry) {
    Caption caption = entry.caption();
    CRC32C crc = new CRC32C();
    crc.update(key);
    ByteBuffer numbers = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Float.BYTES);
    numbers.putLong(entry.digest()).putInt(caption.origin().getNumber());
    numbers.putFloat(caption.confidence());
    crc.update(numbers.flip());
    crc.update(caption.packVersion().getBytes(StandardCharsets.UTF_8));
    crc.update(0);
    crc.update(caption.text().getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
