package io.understudy.streams.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The checks of dashboards and deployment, on what was built, where the programs are installed that they need. */
class ChecksIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    @Timeout(900)
    @EnabledIf("dashboardsCanBeChecked")
    void dashboardsAndAlertsHoldAgainstARealPrometheusAndAlertmanager() throws Exception {
        assertThat(run("dashboards/check")).anyMatch(line -> line.contains("queries of panels, all with data"));
    }

    @Test
    @Timeout(600)
    @EnabledIf("deploymentCanBeChecked")
    void theDeploymentIsWhatItsToolsTakeItFor() throws Exception {
        assertThat(run("deploy/check")).anyMatch(line -> line.startsWith("systemd: "));
    }

    static boolean dashboardsCanBeChecked() {
        return installed("prometheus", "prometheus-alertmanager", "promtool", "amtool", "npm");
    }

    static boolean deploymentCanBeChecked() {
        return installed("npm", "docker-compose", "kubectl", "systemd-analyze", "shellcheck", "setpriv")
                && System.getProperty("user.name").equals("root");
    }

    private static boolean installed(String... programs) {
        List<Path> folders =
                Stream.of(System.getenv("PATH").split(":")).map(Path::of).toList();
        return Arrays.stream(programs)
                .allMatch(program -> folders.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(program))));
    }

    private static List<String> run(String script) throws IOException, InterruptedException {
        Path log = Files.createTempFile("understudy-check", ".log");
        Process process = new ProcessBuilder(ROOT.resolve(script).toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(10, TimeUnit.MINUTES);
            List<String> lines = Files.readAllLines(log);
            assertThat(ended).as("%s ended: %s", script, lines).isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", script, String.join("\n", lines))
                    .isZero();
            lines.forEach(System.out::println);
            return lines;
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Files.delete(log);
        }
    }
}
