/**
 * Cameras: {@link io.gistwire.client.camera.CameraStream} sends a frame only when it states
 * something new; {@link io.gistwire.client.camera.MeaningGate} decides that, purely.
 *
 * <p>In: frames, encoded by the application's encoder. Out: gists on a stream, and what was held
 * back. Used by applications.
 */
@NullMarked
package io.gistwire.client.camera;

import org.jspecify.annotations.NullMarked;
