package io.understudy.agent.terminal;

import io.understudy.agent.file.AtomicFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's text goes: a file, or standard output. */
public final class TextOutput {
    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it; standard output by default.")
    private Path out;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Writes it.
     *
     * @param what it is, for the message if it cannot be written
     */
    public void write(String text, String what) {
        if (out == null) {
            PrintWriter writer = command.commandLine().getOut();
            writer.print(text);
            writer.flush();
        } else {
            AtomicFile.write(text.getBytes(StandardCharsets.UTF_8), out, what);
        }
    }
}
