package io.understudy.agent.cli;

import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.inspect.Inspector;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a model's folder of an exported ONNX file.",
            "",
            "Reads the graph and runs it: which input takes the tokens and of what type, whether batch or time comes "
                    + "first, whether it answers after every symbol or for a whole sequence, with probabilities or with "
                    + "logits. Adapts the graph where it has to (weights beside the file, int32 tokens, one-hot input, "
                    + "one sigmoid for two classes), and copies it unchanged where it need not. Says what it could not "
                    + "know and how to supply it, and refuses with a reason what cannot work.",
        },
        footer = {
            "",
            "Examples:",
            "  understudy init orders.onnx --symbols vocabulary.txt",
            "  understudy init sentiment.onnx --symbols vocab.json --classes negative,positive --out models/sentiment"
        })
public final class InitCommand implements Callable<Integer> {
    private static final int[] LENGTHS = {3, 6, 12};
    private static final int NAMED = 3;

    @Parameters(paramLabel = "MODEL.onnx", description = "What the training framework exported.")
    private Path file;

    @Option(
            names = "--symbols",
            paramLabel = "FILE",
            description = "The symbols in the order of their tokens: one a line, a JSON array, or a JSON object from "
                    + "symbol to token.")
    private Path symbols;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write model.json and model.onnx; a folder of the file's name by default.")
    private Path out;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "language-model or classifier, for an output [batch, columns] that could be either.")
    private String task;

    @Option(names = "--begin", paramLabel = "SYMBOL", description = "The symbol that begins every sequence.")
    private String begin;

    @Option(names = "--end", paramLabel = "SYMBOL", description = "The symbol that ends every sequence.")
    private String end;

    @Option(names = "--classes", split = ",", paramLabel = "NAME", description = "The names of a classifier's classes.")
    private List<String> classes = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path named = out == null ? file : out.toAbsolutePath().normalize();
        String name = named.getFileName().toString().replaceFirst("(?i)\\.onnx$", "");
        Path folder = out == null ? Path.of(name) : out;
        if (Files.exists(folder.resolve("model.json"))) {
            throw new InvalidInputException(
                    folder + " holds a model already: name another folder with --out, or remove it");
        }
        Inspector.Draft draft = new Inspector(
                        file,
                        new Inspector.Hints(
                                name,
                                Optional.ofNullable(symbols),
                                Optional.ofNullable(task).map(InitCommand::task),
                                Optional.ofNullable(begin),
                                Optional.ofNullable(end),
                                classes))
                .inspect();
        Path graph = folder.resolve(draft.manifest().onnx());
        if (!draft.changes().isEmpty()
                && graph.toAbsolutePath()
                        .normalize()
                        .equals(file.toAbsolutePath().normalize())) {
            throw new InvalidInputException(
                    "the graph has to be adapted, which would overwrite " + file + ": name another folder with --out");
        }
        PrintWriter writer = spec.commandLine().getOut();
        draft.facts().forEach(writer::println);
        try (OnnxModel model = OnnxModel.open(new ModelFile(draft.manifest(), graph, draft.graph()), 1)) {
            writer.println(
                    model.continuation().isPresent()
                            ? "hidden-state access: yes; distillation continues from the state after a prefix"
                            : "hidden-state access: no; every word is run from its beginning");
            tryOut(model, writer);
        }
        AtomicFile.write(draft.graph(), graph, "the model");
        AtomicFile.write(draft.manifest().toJson(), folder.resolve("model.json"), "the manifest");
        draft.changes().forEach(change -> writer.println("changed: " + change));
        draft.unknown().forEach(unknown -> writer.println("not known: " + unknown));
        writer.println("written: %s and %s%s"
                .formatted(
                        folder.resolve("model.json"),
                        graph,
                        draft.changes().isEmpty() ? " (the same bytes as " + file + ")" : ""));
        writer.println("next: understudy distill %s --sequences FILE --out %s.surrogate"
                .formatted(folder, draft.manifest().id()));
        return 0;
    }

    private static Task task(String name) {
        return switch (name) {
            case "language-model" -> Task.LANGUAGE_MODEL;
            case "classifier" -> Task.CLASSIFIER;
            default -> throw new InvalidInputException("--task must be language-model or classifier, not " + name);
        };
    }

    /** Three sequences of symbols drawn at random, and what the model answers. */
    private static void tryOut(OnnxModel model, PrintWriter writer) {
        Random random = new Random(1);
        for (int length : LENGTHS) {
            int[] word = random.ints(length, 0, model.alphabet().size()).toArray();
            float[] answer = model.after(List.of(word)).get(0);
            String most = IntStream.range(0, answer.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(c -> -answer[c]))
                    .limit(NAMED)
                    .map(c -> "%s %.0f %%".formatted(model.columnName(c), 100 * answer[c]))
                    .collect(Collectors.joining(", "));
            writer.println("trial: %s -> %s"
                    .formatted(
                            Arrays.stream(word)
                                    .mapToObj(model.alphabet().symbols()::get)
                                    .collect(Collectors.joining(" ")),
                            most));
        }
    }
}
