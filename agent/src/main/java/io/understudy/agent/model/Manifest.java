package io.understudy.agent.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code model.json} says of a model. Names of graph inputs and outputs default to {@code tokens} and
 * {@code probs}; {@code hidden}, {@code states}, {@code begin}, {@code end}, {@code classes}, {@code unknown} and
 * {@code neutral} may be absent.
 *
 * @param symbols the token of a symbol is its place in this list
 * @param hidden the output that holds the hidden states, float [batch, time, width]
 * @param states the recurrent state, where it is an input and an output of the graph
 * @param begin fed before every word, where named
 * @param end the symbol that ends a word: fed after it to a classifier, predicted after it by a language model
 * @param classes names of the classes of a classifier
 * @param unknown stands for every symbol outside the alphabet
 * @param neutral stands for "no input"
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
        String id,
        Task task,
        String onnx,
        String input,
        String output,
        OutputKind outputKind,
        Optional<String> hidden,
        List<StateTensor> states,
        List<String> symbols,
        Optional<String> begin,
        Optional<String> end,
        List<String> classes,
        Optional<String> unknown,
        Optional<String> neutral) {

    private static final String FILE = "model.json";
    private static final long MOST_BYTES = 64L << 20;

    /** Fills what may be absent, and checks what must be there. */
    public Manifest {
        onnx = onnx == null ? "model.onnx" : onnx;
        input = input == null ? "tokens" : input;
        output = output == null ? "probs" : output;
        outputKind = outputKind == null ? OutputKind.PROBABILITIES : outputKind;
        hidden = present(hidden);
        begin = present(begin);
        end = present(end);
        unknown = present(unknown);
        neutral = present(neutral);
        states = states == null ? List.of() : List.copyOf(states);
        classes = classes == null ? List.of() : List.copyOf(classes);
        require(id != null && id.matches("[A-Za-z0-9._-]{1,100}"), "'id' must be 1 to 100 of A-Z a-z 0-9 . _ -");
        require(task != null, "'task' must be \"language-model\" or \"classifier\"");
        require(symbols != null && !symbols.isEmpty(), "'symbols' must list the model's alphabet");
        require(symbols.stream().noneMatch(s -> s == null || s.isEmpty()), "'symbols' must not hold an empty symbol");
        symbols = List.copyOf(symbols);
        Set<String> distinct = new HashSet<>();
        for (String symbol : symbols) {
            require(distinct.add(symbol), "'symbols' names '" + symbol + "' twice");
        }
        requireKnown(distinct, "begin", begin);
        requireKnown(distinct, "end", end);
        requireKnown(distinct, "unknown", unknown);
        requireKnown(distinct, "neutral", neutral);
        require(
                task != Task.CLASSIFIER || classes.isEmpty() || classes.size() >= 2,
                "'classes' must name two classes or more");
    }

    /**
     * Reads the manifest of a model folder.
     *
     * @param folder the folder that holds {@code model.json}
     * @throws InvalidInputException if it is missing, no JSON, or contradicts itself
     */
    public static Manifest read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(
                    "no model manifest at " + file + ": a model is a folder with model.onnx and model.json");
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException("the model manifest " + file + " is larger than 64 MiB");
            }
            return mapper().readValue(Files.readAllBytes(file), Manifest.class);
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause() instanceof InvalidInputException ? e.getCause() : e;
            String what = cause == e ? e.getOriginalMessage() : cause.getMessage();
            throw new InvalidInputException("the model manifest " + file + " is not valid: " + what, e);
        } catch (IOException e) {
            throw new InvalidInputException("the model manifest " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** As {@code model.json} holds it, in UTF-8. */
    public byte[] toJson() {
        try {
            return mapper().rebuild()
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest that was checked cannot be written", e);
        }
    }

    /** The name of a class, or its number where the manifest names none. */
    public String className(int place) {
        return place < classes.size() ? classes.get(place) : Integer.toString(place);
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static <T> Optional<T> present(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    private static void requireKnown(Set<String> symbols, String key, Optional<String> symbol) {
        require(
                symbol.isEmpty() || symbols.contains(symbol.get()),
                "'" + key + "' names '" + symbol.orElse("") + "', which is not among 'symbols'");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidInputException(otherwise);
        }
    }
}
