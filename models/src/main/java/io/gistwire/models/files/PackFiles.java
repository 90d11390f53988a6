package io.gistwire.models.files;

import io.gistwire.models.manifest.ManifestReader;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackFile;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one pack, wherever they lie. Thread-safe.
 *
 * <p>Nothing here is trusted: {@link #open(PackFile)} checks size and sum while it is read.
 */
public final class PackFiles implements Closeable {
  private final FileSource source;

  private PackFiles(FileSource source) {
    this.source = source;
  }

  /**
   * The files of a folder or a zip.
   *
   * @throws PackException when there is neither
   */
  public static PackFiles at(Path folderOrZip) throws PackException {
    if (Files.isDirectory(folderOrZip)) {
      return new PackFiles(new FolderSource(folderOrZip));
    }
    if (Files.isRegularFile(folderOrZip)) {
      return new PackFiles(ZipSource.open(folderOrZip));
    }
    throw new PackException("no pack at " + folderOrZip + ": a folder or a zip file is needed");
  }

  /** The files of the folder {@code root} on the class path; {@code root} ends with a slash. */
  public static PackFiles onClassPath(ClassLoader loader, String root) {
    return new PackFiles(new ClassPathSource(loader, root));
  }

  /** Where the files lie, for messages. */
  public String location() {
    return source.location();
  }

  /** The bytes of the manifest, not yet checked. */
  public byte[] manifestBytes() throws PackException {
    try (InputStream in = openOrFail(ManifestReader.FILE_NAME)) {
      byte[] bytes = in.readNBytes(ManifestReader.MAX_BYTES + 1);
      if (bytes.length > ManifestReader.MAX_BYTES) {
        throw new PackException(
            location() + ": manifest.json has more than " + ManifestReader.MAX_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(ManifestReader.FILE_NAME, e);
    }
  }

  /**
   * Reads the file. The stream ends with an {@link IOException} when size or sum are not what the
   * manifest states; what was received before must then be thrown away.
   */
  public InputStream open(PackFile file) throws PackException {
    return new CheckedStream(openOrFail(file.path()), file);
  }

  /**
   * The whole file, checked. For small files: allocates what the manifest states, at most 1 GiB.
   */
  public byte[] readFully(PackFile file) throws PackException {
    if (file.sizeBytes() > 1 << 30) {
      throw new PackException(
          file.path() + " has " + file.sizeBytes() + " bytes; at most 1 GiB fits in memory");
    }
    try (InputStream in = open(file)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      in.transferTo(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
  }

  /** Whether the file is there at all. */
  public boolean has(PackFile file) throws PackException {
    try {
      Optional<InputStream> in = source.open(file.path());
      if (in.isPresent()) {
        in.get().close();
      }
      return in.isPresent();
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
  }

  /** Reads the whole file and compares size and sum. */
  public void verify(PackFile file) throws PackException {
    try (InputStream in = open(file)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private InputStream openOrFail(String path) throws PackException {
    try {
      return source
          .open(path)
          .orElseThrow(() -> new PackException(location() + " has no file " + path));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private PackException unreadable(String path, IOException e) {
    return new PackException(location() + ": " + path + ": " + e.getMessage(), e);
  }
}
