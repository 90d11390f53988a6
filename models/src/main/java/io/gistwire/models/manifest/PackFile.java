package io.gistwire.models.manifest;

/**
 * One file of a pack.
 *
 * @param path relative to the manifest, with {@code /}
 * @param sizeBytes exact size
 * @param sha256 64 lower-case hex digits
 * @param part who needs it
 */
public record PackFile(String path, long sizeBytes, String sha256, PackPart part) {}
