package io.gistwire.proto.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GistFile;
import java.io.IOException;

/** {@code .gist} files. Stateless and thread-safe. */
public final class GistFiles {
  /** Length of a code fingerprint in bytes. */
  public static final int FINGERPRINT_BYTES = 8;

  private static final int GIST_TAG =
      GistFile.GIST_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private GistFiles() {}

  /**
   * The file of a gist, with its checksum.
   *
   * @param codeFingerprint {@value #FINGERPRINT_BYTES} bytes
   * @throws IllegalArgumentException when the fingerprint has another length
   */
  public static GistFile of(ByteString codeFingerprint, Gist gist) {
    if (codeFingerprint.size() != FINGERPRINT_BYTES) {
      throw new IllegalArgumentException(wrongFingerprint(codeFingerprint));
    }
    return GistFile.newBuilder()
        .setCodeFingerprint(codeFingerprint)
        .setGist(gist)
        .setCrc32C(checksum(codeFingerprint, gist.toByteString()))
        .build();
  }

  /**
   * Reads a file and checks it.
   *
   * @throws GistFileException when it is no such file, or its checksum does not fit its bytes
   */
  public static GistFile read(byte[] bytes) throws GistFileException {
    try {
      GistFile file = GistFile.parseFrom(bytes);
      check(file, gistBytes(bytes));
      return file;
    } catch (IOException e) {
      throw new GistFileException(
          bytes.length + " bytes are not a .gist file: " + e.getMessage(), e);
    }
  }

  /**
   * Checks a file that was received inside another message, whose own bytes are removed.
   *
   * @throws GistFileException when its checksum does not fit its content
   */
  public static void check(GistFile file) throws GistFileException {
    check(file, file.getGist().toByteString());
  }

  private static void check(GistFile file, ByteString gistBytes) throws GistFileException {
    if (file.getCodeFingerprint().size() != FINGERPRINT_BYTES) {
      throw new GistFileException(wrongFingerprint(file.getCodeFingerprint()));
    }
    if (!file.hasGist()) {
      throw new GistFileException("the file holds no gist");
    }
    int computed = checksum(file.getCodeFingerprint(), gistBytes);
    if (computed != file.getCrc32C()) {
      throw new GistFileException(
          String.format(
              "checksum of the file is %08x, of its content %08x; the file is damaged, fetch it again",
              file.getCrc32C(), computed));
    }
  }

  /** The gist as it is in the file: a library may write it differently. */
  private static ByteString gistBytes(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    ByteString gist = ByteString.EMPTY;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == GIST_TAG) {
        gist = in.readBytes();
      } else {
        in.skipField(tag);
      }
    }
    return gist;
  }

  private static int checksum(ByteString codeFingerprint, ByteString gistBytes) {
    return new Crc32c()
        .update(codeFingerprint.toByteArray())
        .update(gistBytes.toByteArray())
        .value();
  }

  private static String wrongFingerprint(ByteString codeFingerprint) {
    return "code fingerprint has "
        + codeFingerprint.size()
        + " bytes; "
        + FINGERPRINT_BYTES
        + " are needed";
  }
}
