package io.gistwire.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which module may use which, over the classes of every module at once. */
class ModulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(new WithoutProbes())
          .importPackages("io.gistwire");

  /** Leaves out the classes of bench that are in the codec's and the server's packages. */
  private static final class WithoutProbes implements ImportOption {
    private static final Pattern BENCH =
        Pattern.compile(".*/bench/target/classes/.*|.*/gistwire-bench-.*");

    @Override
    public boolean includes(Location location) {
      boolean ofBench = location.matches(BENCH);
      return !ofBench || location.contains("io/gistwire/bench/");
    }
  }

  @Test
  void dependencies_point_one_way() {
    ArchRule rule =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("proto")
            .definedBy("io.gistwire.proto..")
            .layer("codec")
            .definedBy("io.gistwire.codec..")
            .layer("models")
            .definedBy("io.gistwire.models..")
            .layer("client")
            .definedBy("io.gistwire.client..")
            .layer("server")
            .definedBy("io.gistwire.server..")
            .layer("cli")
            .definedBy("io.gistwire.cli..")
            .layer("bench")
            .definedBy("io.gistwire.bench..")
            .whereLayer("proto")
            .mayOnlyAccessLayers("codec")
            .whereLayer("codec")
            .mayNotAccessAnyLayer()
            .whereLayer("models")
            .mayOnlyAccessLayers("codec")
            .whereLayer("client")
            .mayOnlyAccessLayers("proto", "codec")
            .whereLayer("server")
            .mayOnlyAccessLayers("proto", "codec", "models")
            .whereLayer("cli")
            .mayOnlyAccessLayers("proto", "codec", "models", "client")
            .whereLayer("bench")
            .mayNotBeAccessedByAnyLayer();
    rule.check(CLASSES);
  }

  @Test
  void of_bench_only_the_programs_of_the_index_use_the_server() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage("io.gistwire.bench..")
            .and()
            .resideOutsideOfPackage("io.gistwire.bench.index")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.gistwire.server..");
    rule.check(CLASSES);
  }

  @Test
  void the_codec_uses_nothing_but_the_jdk() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("io.gistwire.codec..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "io.gistwire.codec..",
                "java.io..",
                "java.lang..",
                "java.nio..",
                "java.security..",
                "java.time..",
                "java.util..",
                // Annotations without a trace at run time.
                "org.jspecify.annotations..");
    rule.check(CLASSES);
  }

  @Test
  void only_models_uses_the_model_runtime() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("io.gistwire.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "ai.onnxruntime..");
    rule.check(CLASSES);
  }

  @Test
  void only_the_server_uses_quarkus() {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackage("io.gistwire.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..");
    rule.check(CLASSES);
  }

  @Test
  void packages_are_named_for_what_they_do() {
    ArchRule rule =
        noClasses()
            .should()
            .resideInAnyPackage(
                "..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..manager..");
    rule.check(CLASSES);
  }
}
