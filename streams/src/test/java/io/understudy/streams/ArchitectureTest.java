package io.understudy.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.understudy.streams");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.understudy.streams.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    /** A package may use those of the layers below. */
    @Test
    void packagesLieInLayers() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("records")
                .definedBy(packages("config", "topic", "clients", "store", "broker"))
                .layer("parts")
                .definedBy(packages("intake", "telemetry", "serving", "gather", "recent"))
                .layer("scoring")
                .definedBy(packages("answers", "scoring", "shadow", "coordinator", "extraction", "replay"))
                .layer("views")
                .definedBy(packages("page", "http", "topology", "doctor", "process"))
                .layer("application")
                .definedBy(packages("app", "demo", "bench"))
                .layer("commands")
                .definedBy(packages("cli"))
                .whereLayer("commands")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("application")
                .mayOnlyBeAccessedByLayers("commands")
                .whereLayer("views")
                .mayOnlyBeAccessedByLayers("application", "commands")
                .whereLayer("scoring")
                .mayOnlyBeAccessedByLayers("views", "application", "commands")
                .whereLayer("parts")
                .mayOnlyBeAccessedByLayers("scoring", "views", "application", "commands")
                .check(classes);
    }

    private static String[] packages(String... names) {
        return Arrays.stream(names)
                .map(name -> "io.understudy.streams." + name + "..")
                .toArray(String[]::new);
    }

    @Test
    void onlyTheBrokerAndTheStoresUseKafkasInternals() {
        noClasses()
                .that()
                .doNotHaveSimpleName("BrokerNode")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.understudy.streams.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka.streams..internals..")
                .check(classes);
    }

    @Test
    void nothingUsesJavaSerialisation() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(classes);
    }
}
