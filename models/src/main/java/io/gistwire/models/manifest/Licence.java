package io.gistwire.models.manifest;

/**
 * What the user of a pack may do with it.
 *
 * @param id SPDX expression, or {@code LicenseRef-...}
 * @param summary one sentence
 * @param file a file of the pack with the details
 */
public record Licence(String id, String summary, String file) {}
