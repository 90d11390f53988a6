package io.gistwire.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No module has a cycle between its packages, its root package included.
 *
 * <p>The client's root package is two slices: the classes that put a client together, which use
 * every other package, and the values, exceptions and interfaces of the API, which every other
 * package may use.
 */
class CyclesTest {
  private static final Set<String> PUTS_THE_CLIENT_TOGETHER =
      Set.of(
          "io.gistwire.client.GistwireClient",
          "io.gistwire.client.ClientBuilder",
          "io.gistwire.client.ClientResources");

  private record Packages(String root) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      if (!type.getPackageName().equals(root) && !type.getPackageName().startsWith(root + ".")) {
        return SliceIdentifier.ignore();
      }
      if (type.getPackageName().equals(root)) {
        String outermost = type.getName().replaceFirst("\\$.*", "");
        boolean wiring = PUTS_THE_CLIENT_TOGETHER.contains(outermost);
        return SliceIdentifier.of(wiring ? "(the wiring)" : "(the root package)");
      }
      return SliceIdentifier.of(type.getPackageName().substring(root.length() + 1).split("\\.")[0]);
    }

    @Override
    public String getDescription() {
      return "packages of " + root;
    }
  }

  private static JavaClasses classes(String root) {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(root);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.gistwire.proto",
        "io.gistwire.codec",
        "io.gistwire.models",
        "io.gistwire.client",
        "io.gistwire.server",
        "io.gistwire.cli",
        "io.gistwire.bench"
      })
  void packages_form_no_cycle(String root) {
    slices().assignedFrom(new Packages(root)).should().beFreeOfCycles().check(classes(root));
  }

  @Test
  void root_packages_are_seen() {
    SliceAssignment packages = new Packages("io.gistwire.client");
    Set<SliceIdentifier> seen =
        classes("io.gistwire.client").stream()
            .map(packages::getIdentifierOf)
            .collect(java.util.stream.Collectors.toSet());
    assertTrue(seen.contains(SliceIdentifier.of("(the root package)")), seen.toString());
    assertTrue(seen.contains(SliceIdentifier.of("(the wiring)")), seen.toString());
    assertTrue(seen.contains(SliceIdentifier.of("stream")), seen.toString());
  }
}
