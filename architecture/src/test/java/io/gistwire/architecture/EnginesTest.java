package io.gistwire.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The server's interfaces know none of their engines; only the wiring chooses one. */
class EnginesTest {
  private static final String[] ENGINES = {
    "io.gistwire.server.auth.sqlite..",
    "io.gistwire.server.captions.sqlite..",
    "io.gistwire.server.index.embedded..",
    "io.gistwire.server.index.lucene..",
    "io.gistwire.server.index.memory..",
    "io.gistwire.server.ledger.sqlite..",
    "io.gistwire.server.watch.sqlite.."
  };

  private static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(
              location ->
                  !location.contains("/bench/target/") && !location.contains("gistwire-bench-"))
          .importPackages("io.gistwire.server");

  @Test
  void only_the_wiring_and_the_offline_commands_name_an_engine() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(ENGINES)
            .and()
            .resideOutsideOfPackages("io.gistwire.server.app..", "io.gistwire.server.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINES);
    rule.check(SERVER);
  }

  @Test
  void an_engine_of_one_interface_uses_no_engine_of_another() {
    ArchRule rule =
        slices().matching("io.gistwire.server.(*).sqlite..").should().notDependOnEachOther();
    rule.check(SERVER);
  }

  @Test
  void the_engines_of_codes_and_of_captions_meet_in_the_embedded_index_alone() {
    ArchRule rule =
        slices()
            .matching("io.gistwire.server.index.(memory|lucene)..")
            .should()
            .notDependOnEachOther();
    rule.check(SERVER);
    ArchRule upwards =
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.gistwire.server.index.memory..", "io.gistwire.server.index.lucene..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.gistwire.server.index.embedded..");
    upwards.check(SERVER);
  }

  @Test
  void only_the_engine_of_captions_uses_lucene() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.gistwire.server.index.lucene..", "io.gistwire.server.index.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.lucene..");
    rule.check(SERVER);
  }
}
