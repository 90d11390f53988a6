/**
 * The model runtime behind two calls: load a network, run it. The only package that knows DJL.
 *
 * <p>In: TorchScript bytes and {@link io.gistwire.models.engine.Tensor tensors}. Out: tensors. Sets
 * the engine's settings before its first class. Called by the packages of {@code models}; users see
 * {@link io.gistwire.models.engine.EngineOptions} only.
 */
@NullMarked
package io.gistwire.models.engine;

import org.jspecify.annotations.NullMarked;
