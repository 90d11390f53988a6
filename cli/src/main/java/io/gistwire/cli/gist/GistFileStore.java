package io.gistwire.cli.gist;

import com.google.protobuf.ByteString;
import io.gistwire.client.GistMessages;
import io.gistwire.codec.Gist;
import io.gistwire.proto.file.GistFileException;
import io.gistwire.proto.file.GistFiles;
import io.gistwire.proto.v1.GistFile;
import java.io.IOException;

/** Gists as bytes of {@code .gist} files and back. */
final class GistFileStore {
  /** No gist that a pack may allow is larger, so nothing larger is read. */
  static final int MAX_FILE_BYTES = 2 << 20;

  private GistFileStore() {}

  static byte[] toBytes(Gist gist) {
    ByteString fingerprint = ByteString.copyFrom(gist.fingerprint().toByteArray());
    return GistFiles.of(fingerprint, GistMessages.toMessage(gist)).toByteArray();
  }

  /**
   * The gist in a file.
   *
   * @throws IOException when the bytes are no {@code .gist} file
   */
  static Gist fromBytes(byte[] bytes) throws IOException {
    try {
      GistFile file = GistFiles.read(bytes);
      return GistMessages.toGist(file.getCodeFingerprint(), file.getGist());
    } catch (GistFileException | IllegalArgumentException malformed) {
      throw new IOException(malformed.getMessage(), malformed);
    }
  }
}
