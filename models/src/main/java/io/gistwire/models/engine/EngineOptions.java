package io.gistwire.models.engine;

import java.util.Objects;

/**
 * How networks run. Immutable.
 *
 * @param device where
 * @param parallelCalls how many calls of one network run at the same time; more wait. Each takes
 *     one thread and its own native memory
 */
public record EngineOptions(ComputeDevice device, int parallelCalls) {
  /** Checks the range: 1 to 256 calls. */
  public EngineOptions {
    Objects.requireNonNull(device, "device");
    if (parallelCalls < 1 || parallelCalls > 256) {
      throw new IllegalArgumentException(
          "parallelCalls is " + parallelCalls + "; 1 to 256 are allowed");
    }
  }

  /** {@code auto}, and as many calls as there are processors. */
  public static EngineOptions defaults() {
    return new EngineOptions(
        ComputeDevice.AUTO, Math.min(256, Runtime.getRuntime().availableProcessors()));
  }

  /** The same on another device. */
  public EngineOptions on(ComputeDevice other) {
    return new EngineOptions(other, parallelCalls);
  }
}
