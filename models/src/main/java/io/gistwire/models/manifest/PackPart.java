package io.gistwire.models.manifest;

/** Who needs a file of a pack. A server needs both parts. */
public enum PackPart {
  /** Encodes photos and reads gists. */
  DEVICE,
  /** Turns queries into vectors, and paints. */
  SERVER
}
