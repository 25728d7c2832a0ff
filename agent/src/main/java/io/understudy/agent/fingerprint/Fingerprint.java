package io.understudy.agent.fingerprint;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Task;
import java.util.List;

/**
 * A network's answers to probes: its identity as a function.
 *
 * @param model the model's id
 * @param sha256 of its ONNX file
 * @param columns of an answer
 * @param probes words, places in the alphabet
 * @param fixed how many of them, the first ones, every network over as many symbols is queried with
 * @param answers to the probes, [rows][columns] each
 * @param states hidden states after each probe, [width] each; null where they cannot be read
 * @param threshold the largest {@link Match#distance} that float noise can explain
 * @param sensitivity the distance of the same network with weight noise of 1e-4
 * @param representation [64], of a network that {@link InteractiveProbes} fit; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fingerprint(
        String model,
        String sha256,
        Task task,
        List<String> symbols,
        int columns,
        List<int[]> probes,
        int fixed,
        List<float[][]> answers,
        List<float[]> states,
        double threshold,
        double sensitivity,
        float[] representation) {
    /** Checks that there is an answer to each probe. */
    public Fingerprint {
        boolean whole = model != null && sha256 != null && task != null && symbols != null && probes != null;
        if (!whole || answers == null || answers.size() != probes.size() || fixed < 0 || fixed > probes.size()) {
            throw new InvalidInputException("a fingerprint names its model and has an answer to each of its probes");
        }
        for (int i = 0; i < answers.size(); i++) {
            int rows = task == Task.LANGUAGE_MODEL ? probes.get(i).length + 1 : 1;
            boolean fits = answers.get(i).length == rows;
            for (float[] row : answers.get(i)) {
                fits &= row.length == columns;
            }
            for (int symbol : probes.get(i)) {
                fits &= symbol >= 0 && symbol < symbols.size();
            }
            if (!fits) {
                throw new InvalidInputException("a fingerprint's answer %d does not fit its probe".formatted(i));
            }
        }
        if (representation != null && representation.length != InteractiveProbes.SIZE) {
            throw new InvalidInputException("a fingerprint's representation must have %d numbers, not %d"
                    .formatted(InteractiveProbes.SIZE, representation.length));
        }
        symbols = List.copyOf(symbols);
        probes = List.copyOf(probes);
        answers = List.copyOf(answers);
        states = states == null || states.size() != probes.size() ? null : List.copyOf(states);
    }

    /** Symbols of all probes. */
    public long steps() {
        return probes.stream().mapToLong(probe -> probe.length).sum();
    }

    /** Whether a network takes the same words and answers in the same columns. */
    public boolean comparable(Task otherTask, List<String> otherSymbols, int otherColumns) {
        return task == otherTask && symbols.equals(otherSymbols) && columns == otherColumns;
    }
}
