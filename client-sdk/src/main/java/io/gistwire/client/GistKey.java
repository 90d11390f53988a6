package io.gistwire.client;

/**
 * What identifies a gist within a tenant.
 *
 * @param source the device or camera, without its prefix
 * @param epoch 64 random bits of the outbox
 * @param sequence place in the epoch, from 1
 */
public record GistKey(String source, long epoch, long sequence) {
  /** The resource name, {@code sources/{source}/gists/{epoch}-{sequence}}. */
  public String name() {
    StringBuilder hex = new StringBuilder(Long.toHexString(epoch));
    while (hex.length() < 16) {
      hex.insert(0, '0');
    }
    return "sources/" + source + "/gists/" + hex + "-" + sequence;
  }
}
