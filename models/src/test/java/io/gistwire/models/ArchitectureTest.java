package io.gistwire.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The walls of models")
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.gistwire.models");

  @Test
  @DisplayName("let the model runtime be seen in the engine only")
  void runtime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.gistwire.models.engine")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("keep the runtime out of every public class")
  void signatures() {
    noClasses()
        .that()
        .arePublic()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("let picture decoders be seen in picture only")
  void pictures() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.gistwire.models.picture")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.imageio..", "java.awt..", "com.luciad..")
        .check(CLASSES);
  }

  @Test
  @DisplayName("have no cycles")
  void cycles() {
    slices().matching("io.gistwire.models.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  @DisplayName("keep packages from using the root package")
  void one_way() {
    noClasses()
        .that()
        .resideInAPackage("io.gistwire.models.(*)..")
        .and()
        .resideOutsideOfPackage("io.gistwire.models")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.gistwire.models")
        .check(CLASSES);
  }
}
