package io.gistwire.models.manifest;

/**
 * The files from which captions are inferred; both are of the server part.
 *
 * @param file sentences, their codes and the object detector
 * @param settings JSON: objects, calibration and how a caption is chosen
 */
public record CaptionsSpec(String file, String settings) {}
