package io.gistwire.models.engine;

import java.util.Objects;

/**
 * Where networks run: {@code auto} (the first GPU that the engine sees, else the CPU), {@code cpu}
 * or {@code gpu:N}.
 *
 * @param kind which of the three
 * @param index the GPU's number from 0; 0 for the others
 */
public record ComputeDevice(Kind kind, int index) {
  /** The first GPU, else the CPU. */
  public static final ComputeDevice AUTO = new ComputeDevice(Kind.AUTO, 0);

  /** The processor. */
  public static final ComputeDevice CPU = new ComputeDevice(Kind.CPU, 0);

  /** Kinds of device. */
  public enum Kind {
    /** Chosen at start. */
    AUTO,
    /** The processor. */
    CPU,
    /** A CUDA device. */
    GPU
  }

  /** Checks the index. */
  public ComputeDevice {
    Objects.requireNonNull(kind, "kind");
    if (index < 0 || index > 255 || kind != Kind.GPU && index != 0) {
      throw new IllegalArgumentException("device " + kind + " with index " + index);
    }
  }

  /**
   * Reads {@code auto}, {@code cpu} or {@code gpu:N}.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static ComputeDevice parse(String text) {
    if (text.equals("auto")) {
      return AUTO;
    }
    if (text.equals("cpu")) {
      return CPU;
    }
    if (text.matches("gpu:[0-9]{1,2}")) {
      return new ComputeDevice(Kind.GPU, Integer.parseInt(text.substring(4)));
    }
    throw new IllegalArgumentException(
        "device is \"" + text + "\"; auto, cpu and gpu:N (N from 0) are allowed");
  }

  @Override
  public String toString() {
    return kind == Kind.GPU ? "gpu:" + index : kind == Kind.CPU ? "cpu" : "auto";
  }
}
