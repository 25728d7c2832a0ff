package io.understudy.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.understudy.agent");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.understudy.agent.(*)..").should().beFreeOfCycles().check(classes);
    }

    /** A package may use those of its own layer and of the layers below. */
    @Test
    void packagesLieInLayers() {
        String[] foundation = packages("kernel", "numeric", "model", "file", "word");
        String[] networks = packages("query", "onnx", "remote", "cell", "inspect");
        String[] answers = packages("automaton", "phrase", "fidelity");
        String[] methods = packages(
                "spectral",
                "refine",
                "extract",
                "features",
                "cluster",
                "learn",
                "dynamics",
                "attractor",
                "trajectory",
                "attribution",
                "rule",
                "fingerprint",
                "zoo");
        String[] results = packages("surrogate", "draw", "report");
        String[] tools = packages("bench", "terminal", "cli");
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("foundation")
                .definedBy(foundation)
                .layer("networks")
                .definedBy(networks)
                .layer("answers")
                .definedBy(answers)
                .layer("methods")
                .definedBy(methods)
                .layer("results")
                .definedBy(results)
                .layer("tools")
                .definedBy(tools)
                .whereLayer("tools")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("results")
                .mayOnlyBeAccessedByLayers("tools")
                .whereLayer("methods")
                .mayOnlyBeAccessedByLayers("results", "tools")
                .whereLayer("answers")
                .mayOnlyBeAccessedByLayers("methods", "results", "tools")
                .whereLayer("networks")
                .mayOnlyBeAccessedByLayers("methods", "results", "tools")
                .check(classes);
    }

    @Test
    void filesAndPackagesStaySmall() {
        SourceLimits.check(Path.of("src/main/java"));
        SourceLimits.check(Path.of("../streams/src/main/java"));
    }

    @Test
    void onlyThoseThatHandleGraphsKnowOnnx() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("onnx", "inspect", "bench"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnx..", "ai.onnxruntime..")
                .check(classes);
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
    void onlyTheCommandLineReadsTheSystemsClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.understudy.agent.cli..")
                .should()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(classes);
    }

    private static String[] packages(String... names) {
        String[] packages = new String[names.length];
        java.util.Arrays.setAll(packages, i -> "io.understudy.agent." + names[i] + "..");
        return packages;
    }
}
