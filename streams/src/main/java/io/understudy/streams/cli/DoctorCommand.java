package io.understudy.streams.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.doctor.Doctor;
import io.understudy.streams.doctor.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code understudy doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks what 'run' needs, and says what is wrong in one line each.",
            "",
            "The configuration, the model, disk and memory, the HTTP port, the broker, the topics and the rights of this "
                    + "client. Changes nothing: no topic is created, no group joined. Exit code 1 if there is a problem."
        },
        footer = {"", "Example:", "  understudy doctor --config understudy.properties"})
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The properties file of 'run'.")
    private Path config;

    @Option(names = "--json", description = "One JSON object on standard output instead of text.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** What {@code --json} prints. */
    record Printed(boolean healthy, List<Finding> findings) {}

    @Override
    public Integer call() throws JsonProcessingException {
        // Each failed attempt to connect would be a line of its own beside the finding that says the same.
        ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        java.util.function.Consumer<Finding> report = finding -> {
            findings.add(finding);
            if (!json) {
                out.println("%-8s %-14s %s"
                        .formatted(finding.level().name().toLowerCase(Locale.ROOT), finding.subject(), finding.text()));
                out.flush();
            }
        };
        try {
            var settings = SettingsReader.read(config, System.getenv());
            report.accept(new Finding(Finding.Level.OK, "configuration", config.toString()));
            new Doctor(settings).run(report);
        } catch (InvalidInputException e) {
            report.accept(new Finding(Finding.Level.PROBLEM, "configuration", e.getMessage()));
        }
        boolean healthy = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
        if (json) {
            out.println(JsonMapper.builder().build().writeValueAsString(new Printed(healthy, findings)));
        }
        return healthy ? 0 : 1;
    }
}
