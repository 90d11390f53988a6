package io.gistwire.server.index.memory;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of one fingerprint as a file, {@code tables.snapshot}, so that a start reads the log
 * from where the snapshot was begun and not from its beginning.
 *
 * <p>It is written while the follower goes on, so a row may be newer than the position in its head.
 * That does no harm: the log is read again from that position, and events that are applied twice
 * end in the same rows. Nothing is synced: frames have checksums, and a file that is cut or damaged
 * is left aside.
 *
 * @param position place in the log from which it has to be read on
 * @param mark the log's mark of that position
 * @param tables by tenant
 */
record TableSnapshot(long position, long mark, Map<String, GistTable> tables) {
  private static final int MAGIC = 0x47575453;
  private static final int VERSION = 1;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int EPOCHS_A_FRAME = 1024;
  private static final int ROWS_A_FRAME = 4096;

  /** What a frame has. */
  private enum Part {
    HEAD,
    TENANT,
    EPOCHS,
    ROWS,
    END
  }

  /** Writes the file in one step. */
  void write(Path file, CodeFingerprint fingerprint) throws IOException {
    Path partial = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".partial");
    try {
      try (DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(Files.newOutputStream(partial), BUFFER_BYTES))) {
        writeAll(out, fingerprint);
      }
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private void writeAll(DataOutputStream out, CodeFingerprint fingerprint) throws IOException {
    SnapshotFrame frame = new SnapshotFrame(Part.HEAD.ordinal());
    frame.out().writeInt(MAGIC);
    frame.out().writeInt(VERSION);
    frame.out().write(fingerprint.toByteArray());
    frame.out().writeLong(position);
    frame.out().writeLong(mark);
    frame.write(out);
    for (Map.Entry<String, GistTable> entry : tables.entrySet()) {
      writeTable(out, entry.getKey(), entry.getValue());
    }
    new SnapshotFrame(Part.END.ordinal()).write(out);
  }

  private static void writeTable(DataOutputStream out, String tenant, GistTable table)
      throws IOException {
    SnapshotFrame head = new SnapshotFrame(Part.TENANT.ordinal());
    head.out().writeUTF(tenant);
    head.write(out);
    // Rows first: epochs that come later belong to later rows.
    int rows = table.columns().count();
    int epochs = table.epochs().size();
    for (int from = 0; from < epochs; from += EPOCHS_A_FRAME) {
      SnapshotFrame frame = new SnapshotFrame(Part.EPOCHS.ordinal());
      for (int i = from; i < Math.min(epochs, from + EPOCHS_A_FRAME); i++) {
        EpochKey epoch = table.epochs().key(i);
        frame.out().writeUTF(epoch.source().source());
        frame.out().writeLong(epoch.epoch());
      }
      frame.write(out);
    }
    for (int from = 0; from < rows; from += ROWS_A_FRAME) {
      SnapshotFrame frame = new SnapshotFrame(Part.ROWS.ordinal());
      for (int row = from; row < Math.min(rows, from + ROWS_A_FRAME); row++) {
        GistRow gist = table.row(row);
        if (gist != null) {
          writeRow(frame.out(), table.epochs().find(gist.key().epoch()), gist);
        }
      }
      frame.write(out);
    }
  }

  private static void writeRow(DataOutputStream out, int epoch, GistRow row) throws IOException {
    out.writeInt(epoch);
    out.writeLong(row.key().sequence());
    out.writeLong(row.position());
    out.writeLong(row.capturedMillis());
    out.writeLong(row.receivedMillis());
    out.writeByte(row.layers());
    out.writeByte(row.code().length);
    out.write(row.code());
    int labels = row.labels() == null ? 0 : row.labels().length;
    out.writeShort(labels);
    for (int i = 0; i < labels; i++) {
      out.writeShort(row.labels()[i]);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it is damaged, cut, of another version or of another fingerprint
   */
  static TableSnapshot read(Path file, CodeFingerprint fingerprint, Quantizer quantizer)
      throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
      return new Reading(in, quantizer).run(fingerprint);
    }
  }

  /** One reading of a file. */
  private static final class Reading {
    private final DataInputStream in;
    private final Quantizer quantizer;
    private final Map<String, GistTable> tables = new HashMap<>();
    private final List<EpochKey> epochs = new ArrayList<>();
    private String tenant = "";
    private GistTable table;

    Reading(DataInputStream in, Quantizer quantizer) {
      this.in = in;
      this.quantizer = quantizer;
    }

    TableSnapshot run(CodeFingerprint fingerprint) throws IOException {
      SnapshotFrame head = SnapshotFrame.read(in);
      DataInputStream fields = head.in();
      if (head.kind() != Part.HEAD.ordinal()
          || fields.readInt() != MAGIC
          || fields.readInt() != VERSION) {
        throw new IOException("it is of another kind or version");
      }
      byte[] code = fields.readNBytes(CodeFingerprint.BYTES);
      if (!fingerprint.equals(CodeFingerprint.of(code))) {
        throw new IOException("it is of another code fingerprint");
      }
      long position = fields.readLong();
      long mark = fields.readLong();
      SnapshotFrame frame = SnapshotFrame.read(in);
      while (frame.kind() != Part.END.ordinal()) {
        take(frame);
        frame = SnapshotFrame.read(in);
      }
      return new TableSnapshot(position, mark, tables);
    }

    private void take(SnapshotFrame frame) throws IOException {
      DataInputStream fields = frame.in();
      if (frame.kind() == Part.TENANT.ordinal()) {
        tenant = fields.readUTF();
        table = new GistTable(quantizer);
        tables.put(tenant, table);
        epochs.clear();
      } else if (frame.kind() == Part.EPOCHS.ordinal() && table != null) {
        while (fields.available() > 0) {
          epochs.add(new EpochKey(new SourceKey(tenant, fields.readUTF()), fields.readLong()));
        }
      } else if (frame.kind() == Part.ROWS.ordinal() && table != null) {
        while (fields.available() > 0) {
          table.put(row(fields));
        }
      } else {
        throw new IOException("it has a part of kind " + frame.kind() + " in the wrong place");
      }
    }

    private GistRow row(DataInputStream fields) throws IOException {
      int epoch = fields.readInt();
      if (epoch < 0 || epoch >= epochs.size()) {
        throw new IOException("a row is of epoch " + epoch + " of " + epochs.size());
      }
      GistKey key = new GistKey(epochs.get(epoch), fields.readLong());
      long position = fields.readLong();
      long captured = fields.readLong();
      long received = fields.readLong();
      byte layers = fields.readByte();
      int codeBytes = fields.readUnsignedByte();
      if (layers == 0 || codeBytes > quantizer.codeBytes()) {
        throw new IOException("a row has a code of " + codeBytes + " bytes, layers " + layers);
      }
      byte[] code = fields.readNBytes(codeBytes);
      int count = fields.readUnsignedShort();
      short[] labels = count == 0 ? null : new short[count];
      for (int i = 0; i < count; i++) {
        labels[i] = fields.readShort();
      }
      return new GistRow(key, position, captured, received, code, layers, labels);
    }
  }
}
