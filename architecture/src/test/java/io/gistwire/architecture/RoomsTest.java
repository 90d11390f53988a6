package io.gistwire.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the rooms, over the classes of every module at once. */
@AnalyzeClasses(packages = "io.gistwire", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  @ArchTest
  static final ArchRule dependencies_point_one_way =
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
          .whereLayer("proto")
          .mayNotAccessAnyLayer()
          .whereLayer("codec")
          .mayNotAccessAnyLayer()
          .whereLayer("models")
          .mayOnlyAccessLayers("codec")
          .whereLayer("client")
          .mayOnlyAccessLayers("proto", "codec")
          .whereLayer("server")
          .mayOnlyAccessLayers("proto", "codec", "models")
          .whereLayer("cli")
          .mayOnlyAccessLayers("proto", "codec", "models", "client");

  @ArchTest
  static final ArchRule the_codec_knows_nothing_but_the_jdk =
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
              "java.time..",
              "java.util..");

  @ArchTest
  static final ArchRule only_models_sees_the_model_runtime =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gistwire.models..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "ai.onnxruntime..");

  @ArchTest
  static final ArchRule only_the_server_sees_quarkus =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gistwire.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..");

  @ArchTest
  static final ArchRule rooms_are_named_for_what_they_do =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..manager..");

  @ArchTest
  static final ArchRule codec_rooms_form_no_cycle =
      slices().matching("io.gistwire.codec.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule model_rooms_form_no_cycle =
      slices()
          .matching("io.gistwire.models.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule client_rooms_form_no_cycle =
      slices()
          .matching("io.gistwire.client.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule server_rooms_form_no_cycle =
      slices()
          .matching("io.gistwire.server.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);
}
