package io.understudy.agent.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The standard output of a command: text, or with {@code --json} one JSON object. */
public final class ResultOutput {
    @Option(names = "--json", description = "One JSON object on standard output instead of text.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Whether JSON is wanted. */
    public boolean isJson() {
        return json;
    }

    /** Prints one result. */
    public void print(Object result, Supplier<String> text) throws JsonProcessingException {
        PrintWriter writer = command.commandLine().getOut();
        writer.println(json ? JsonMapper.builder().build().writeValueAsString(result) : text.get());
        writer.flush();
    }
}
