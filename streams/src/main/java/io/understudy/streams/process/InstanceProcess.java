package io.understudy.streams.process;

import io.understudy.agent.kernel.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** {@code understudy run} in a process of its own. */
public final class InstanceProcess {
    private static final String MAIN = "io.understudy.streams.cli.Understudy";

    private InstanceProcess() {}

    /**
     * Starts one.
     *
     * @param name of its files in the folder: configuration, log and state
     * @param settings as in a configuration file
     * @param options for the JVM
     */
    public static JavaProcess start(Path folder, String name, Map<String, String> settings, List<String> options) {
        Properties properties = new Properties();
        properties.put("state.directory", folder.resolve(name + "-state").toString());
        properties.putAll(settings);
        Path config = folder.resolve(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(config)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration of an instance could not be written", e);
        }
        List<String> all = new ArrayList<>(options);
        if (ModuleLayer.boot().findModule(Kernel.VECTOR_MODULE).isPresent()) {
            all.add("--add-modules=" + Kernel.VECTOR_MODULE);
        }
        return JavaProcess.start(
                MAIN, all, List.of("run", "--config", config.toString()), Map.of(), folder.resolve(name + ".log"));
    }
}
