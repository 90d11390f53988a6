package io.gistwire.client.stream;

/** This release's number, from the jar's manifest. */
final class SdkVersion {
  static final String TEXT = read();

  private SdkVersion() {}

  private static String read() {
    String version = SdkVersion.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
