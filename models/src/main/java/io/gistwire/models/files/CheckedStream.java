package io.gistwire.models.files;

import io.gistwire.codec.digest.Hex;
import io.gistwire.codec.digest.Sha256;
import io.gistwire.models.manifest.PackFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Passes on exactly what the manifest announces: fails beyond the size, or when the sum differs.
 */
final class CheckedStream extends FilterInputStream {
  private final PackFile file;
  private final MessageDigest digest = Sha256.begin();
  private long seen;
  private boolean ended;

  CheckedStream(InputStream in, PackFile file) {
    super(in);
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count < 0) {
      finish();
      return -1;
    }
    seen += count;
    if (seen > file.sizeBytes()) {
      throw new IOException("has more than the " + file.sizeBytes() + " bytes of the manifest");
    }
    digest.update(into, offset, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void finish() throws IOException {
    if (ended) {
      return;
    }
    if (seen != file.sizeBytes()) {
      throw new IOException("has " + seen + " bytes; the manifest states " + file.sizeBytes());
    }
    String sum = Hex.of(digest.digest());
    if (!sum.equals(file.sha256())) {
      throw new IOException("has SHA-256 " + sum + "; the manifest states " + file.sha256());
    }
    ended = true;
  }
}
