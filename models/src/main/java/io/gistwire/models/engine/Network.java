package io.gistwire.models.engine;

import java.util.List;

/** A loaded network. Thread-safe; calls beyond the allowed number wait. */
public interface Network extends AutoCloseable {

  /**
   * Runs the network once.
   *
   * @return its float32 outputs
   * @throws EngineFailure when the network refuses the input or the engine fails
   */
  List<Tensor.Floats> run(List<? extends Tensor> inputs);

  /** Waits for running calls and frees the native memory; later calls fail. */
  @Override
  void close();
}
