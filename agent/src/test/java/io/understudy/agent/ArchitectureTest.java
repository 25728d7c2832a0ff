package io.understudy.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.understudy.agent");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.understudy.agent.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theAgentKnowsNoKafka() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.understudy.streams..")
                .check(classes);
    }

    @Test
    void onlyTheCommandLineIsToldTheSystemsClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.understudy.agent.cli")
                .should()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(classes);
    }
}
