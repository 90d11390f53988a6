package io.gistwire.cli.gist;

import com.google.protobuf.ByteString;
import io.gistwire.cli.output.CommandException;
import io.gistwire.client.GistMessages;
import io.gistwire.codec.Gist;
import io.gistwire.proto.file.GistFileException;
import io.gistwire.proto.file.GistFiles;
import io.gistwire.proto.v1.GistFile;

/** Gists as bytes of {@code .gist} files and back. */
final class GistFileStore {
  /** No gist that a pack may allow is larger, so nothing larger is read. */
  static final int MAX_FILE_BYTES = 2 << 20;

  private GistFileStore() {}

  static byte[] toBytes(Gist gist) {
    ByteString fingerprint = ByteString.copyFrom(gist.fingerprint().toByteArray());
    return GistFiles.of(fingerprint, GistMessages.toMessage(gist)).toByteArray();
  }

  static Gist fromBytes(byte[] bytes, String name) {
    try {
      GistFile file = GistFiles.read(bytes);
      return GistMessages.toGist(file.getCodeFingerprint(), file.getGist());
    } catch (GistFileException | IllegalArgumentException malformed) {
      throw new CommandException(
          name + ": " + malformed.getMessage(),
          "'gistwire encode PHOTO' makes .gist files.",
          1,
          malformed);
    }
  }
}
