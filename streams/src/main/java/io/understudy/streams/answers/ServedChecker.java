package io.understudy.streams.answers;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.topic.Disagreement.Guess;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.ServedAnswer;
import io.understudy.streams.topic.ServedComparison.Difference;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Compares answers of the production endpoint with the served model's. */
public final class ServedChecker {
    private static final int SHOWN = 30;

    private final OnnxModel model;
    private final double tolerance;

    /**
     * For a model.
     *
     * @param tolerance of a probability: endpoints round, and other machines add in another order
     */
    public ServedChecker(OnnxModel model, double tolerance) {
        this.model = model;
        this.tolerance = tolerance;
    }

    /**
     * Checks one.
     *
     * @param answer the model's, [rows][columns]
     */
    public ServedAnswerCheck check(Sequence sequence, ServedAnswer served, float[][] answer) {
        return new ServedAnswerCheck(
                served.rows() == null
                        ? named(sequence, served.name(), answer)
                        : numbers(sequence, served.rows(), answer));
    }

    private Optional<Difference> named(Sequence sequence, String name, float[][] answer) {
        float[] row = answer[answer.length - 1];
        int first = Ranking.first(row);
        int column = column(name);
        // Of two classes that are as probable, either may come first.
        boolean same = column >= 0 && row[first] - row[column] <= tolerance;
        return same
                ? Optional.empty()
                : Optional.of(difference(sequence, answer.length - 1, answer, new Guess(name, 1), null));
    }

    /** The column of a class or symbol by its name, or by its number in the graph's output; −1 if there is none. */
    private int column(String name) {
        Optional<String> symbol = name.matches("\\d{1,9}") && model.task() == Task.LANGUAGE_MODEL
                ? Optional.of(Integer.parseInt(name))
                        .filter(token -> token < model.manifest().symbols().size())
                        .map(model.manifest().symbols()::get)
                : Optional.empty();
        return IntStream.range(0, model.columns())
                .filter(column -> model.columnName(column).equals(name)
                        || model.task() == Task.CLASSIFIER
                                && Integer.toString(column).equals(name)
                        || symbol.filter(model.columnName(column)::equals).isPresent()
                        || isEnd(column) && model.manifest().end().equals(symbol.or(() -> Optional.of(name))))
                .findFirst()
                .orElse(-1);
    }

    private boolean isEnd(int column) {
        return model.task() == Task.LANGUAGE_MODEL && column == model.alphabet().size();
    }

    private Optional<Difference> numbers(Sequence sequence, float[][] rows, float[][] answer) {
        // One row is for the whole sequence; of several, the first is for what is fed first.
        int first =
                rows.length == 1 ? answer.length - 1 : model.manifest().begin().isPresent() ? 0 : 1;
        double largest = -1;
        int at = first;
        float[] there = null;
        for (int i = 0; i < rows.length && first + i < answer.length; i++) {
            float[] said;
            try {
                said = model.decode(rows[i]);
            } catch (InvalidAnswerException | IndexOutOfBoundsException e) {
                return Optional.of(difference(sequence, first + i, answer, null, null));
            }
            for (int c = 0; c < said.length; c++) {
                double difference = Math.abs(said[c] - answer[first + i][c]);
                if (difference > largest) {
                    largest = difference;
                    at = first + i;
                    there = said;
                }
            }
        }
        if (largest <= tolerance) {
            return Optional.empty();
        }
        int best = Ranking.first(there);
        return Optional.of(difference(sequence, at, answer, new Guess(model.columnName(best), there[best]), largest));
    }

    private Difference difference(Sequence sequence, int row, float[][] answer, Guess served, Double largest) {
        int position = model.task() == Task.CLASSIFIER ? sequence.symbols().size() : row;
        int best = Ranking.first(answer[row]);
        List<String> symbols = sequence.symbols()
                .subList(0, Math.min(position, sequence.symbols().size()));
        return new Difference(
                sequence.id(),
                sequence.timestamp(),
                List.copyOf(symbols.subList(Math.max(0, symbols.size() - SHOWN), symbols.size())),
                position,
                served == null ? List.of() : List.of(served),
                List.of(new Guess(model.columnName(best), answer[row][best])),
                largest);
    }
}
