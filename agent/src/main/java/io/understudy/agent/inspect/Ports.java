package io.understudy.agent.inspect;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.understudy.agent.model.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which input of a graph takes the tokens, and which output answers.
 *
 * @param oneHot symbols of a one-hot input; 0 if tokens are fed as numbers
 * @param hidden the output that is called hidden states, where there is one
 */
record Ports(Port tokens, int oneHot, Port answer, Optional<Port> hidden) {
    private static final Pattern ANSWER = Pattern.compile("(?i)prob|logit|score|softmax|output|dense|linear");
    private static final Set<TensorProto.DataType> REAL =
            Set.of(TensorProto.DataType.FLOAT, TensorProto.DataType.FLOAT16, TensorProto.DataType.DOUBLE);

    /**
     * Chooses by type and rank.
     *
     * @throws InvalidInputException if there is nothing to choose, with what there is
     */
    static Ports of(GraphFacts facts, Path file) {
        List<Port> inputs = facts.inputs().stream()
                .filter(port -> !facts.states().contains(port.name()))
                .toList();
        if (inputs.size() != 1) {
            throw new InvalidInputException(
                    "%s has %d inputs (%s): Understudy feeds tokens alone; export the graph with the tokens as its only input, or name inputs that are its recurrent state under 'states' of a model.json"
                            .formatted(file, inputs.size(), text(inputs)));
        }
        Port tokens = inputs.get(0);
        int oneHot = tokens.isFloat()
                        && tokens.dimensions() != null
                        && tokens.dimensions().size() == 3
                ? tokens.size(2)
                : 0;
        boolean numbers = tokens.isInteger() || tokens.isFloat() && facts.vocabulary() > 0;
        if (oneHot == 0 && !(numbers && tokens.hasRank(2))) {
            throw new InvalidInputException(
                    "%s takes %s: Understudy feeds tokens, int64 or int32 [batch, time], or one-hot vectors, float [batch, time, symbols]"
                            .formatted(file, tokens));
        }
        for (int d = 0; tokens.dimensions() != null && d < 2; d++) {
            if (tokens.size(d) > 0) {
                throw new InvalidInputException(
                        "%s takes %s, a %s of %d only: export it with both dimensions dynamic (PyTorch: dynamic_axes or dynamic_shapes; Keras: None)"
                                .formatted(file, tokens, d == 0 ? "batch" : "time", tokens.size(d)));
            }
        }
        Port answer = answer(facts, file);
        return new Ports(tokens, oneHot, answer, hidden(facts, answer));
    }

    private static Port answer(GraphFacts facts, Path file) {
        List<Port> real = facts.outputs().stream()
                .filter(port -> REAL.contains(port.type()))
                .filter(port -> port.hasRank(2) || port.hasRank(3))
                .filter(port -> facts.outputs().size() == 1 || !port.name().contains("hidden"))
                .toList();
        if (real.isEmpty()) {
            throw new InvalidInputException(
                    "%s gives %s: Understudy needs probabilities or logits, float [batch, time, symbols] or [batch, classes]"
                            .formatted(file, text(facts.outputs())));
        }
        return real.stream()
                .filter(port -> ANSWER.matcher(port.name()).find())
                .findFirst()
                .orElse(real.get(0));
    }

    private static Optional<Port> hidden(GraphFacts facts, Port answer) {
        return facts.outputs().stream()
                .filter(port -> port.isFloat() && port.hasRank(3) && port != answer)
                .filter(port -> port.name().contains("hidden"))
                .findFirst();
    }

    private static String text(List<Port> ports) {
        return ports.isEmpty() ? "none" : ports.stream().map(Port::toString).collect(Collectors.joining(", "));
    }
}
