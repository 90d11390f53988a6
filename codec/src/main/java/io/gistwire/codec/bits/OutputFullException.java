package io.gistwire.codec.bits;

/** The caller's memory is too small for what is being written; what is there is unusable. */
public final class OutputFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** States how much space there was. */
  public OutputFullException(int capacityBytes) {
    super("output does not fit into " + capacityBytes + " bytes; offer more or stop earlier");
  }
}
