package io.gistwire.client.stream;

/** This release's number, from the jar's manifest. */
final class Version {
  static final String TEXT = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
