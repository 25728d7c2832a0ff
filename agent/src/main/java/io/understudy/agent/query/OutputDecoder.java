package io.understudy.agent.query;

import io.understudy.agent.model.AffineHead;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.Task;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Decodes a row of the graph's output to a row of an answer: softmax if need be, without {@code begin}, sum one. */
public final class OutputDecoder {
    private final int[] sources;
    private final int endColumn;
    private final boolean logits;

    private OutputDecoder(int[] sources, int endColumn, boolean logits) {
        this.sources = sources;
        this.endColumn = endColumn;
        this.logits = logits;
    }

    /**
     * As a manifest says.
     *
     * @param width columns of the graph's output, used where a classifier's manifest does not name its classes
     */
    public static OutputDecoder of(Manifest manifest, Alphabet alphabet, int width) {
        boolean logits = manifest.outputKind() == OutputKind.LOGITS;
        if (manifest.task() == Task.CLASSIFIER) {
            int classes =
                    manifest.classes().isEmpty() ? width : manifest.classes().size();
            int[] sources = new int[classes];
            Arrays.setAll(sources, i -> i);
            return new OutputDecoder(sources, -1, logits);
        }
        int[] sources = new int[alphabet.size() + 1];
        for (int i = 0; i < alphabet.size(); i++) {
            sources[i] = alphabet.token(i);
        }
        sources[alphabet.size()] =
                manifest.end().map(manifest.symbols()::indexOf).orElse(-1);
        return new OutputDecoder(sources, alphabet.size(), logits);
    }

    /** Columns of an answer. */
    public int columns() {
        return sources.length;
    }

    /** A head in the graph's columns, in the columns of an answer. */
    public AffineHead columnsOf(AffineHead graph) {
        float[][] weights = new float[sources.length][];
        float[] bias = new float[sources.length];
        for (int c = 0; c < sources.length; c++) {
            boolean there = sources[c] >= 0;
            weights[c] = there ? graph.weights()[sources[c]] : new float[graph.weights()[0].length];
            bias[c] = there ? graph.bias()[sources[c]] : Float.NEGATIVE_INFINITY;
        }
        return new AffineHead(weights, bias);
    }

    /** What is said of a word that could not be fed. A language model without an end symbol never ends. */
    public float[] uniform() {
        boolean endless = endColumn >= 0 && sources[endColumn] < 0;
        float[] row = new float[sources.length];
        Arrays.fill(row, 1f / (row.length - (endless ? 1 : 0)));
        if (endless) {
            row[endColumn] = 0;
        }
        return row;
    }

    /**
     * Decodes one row.
     *
     * @throws InvalidAnswerException if it is no distribution
     */
    public float[] row(FloatBuffer values, int offset) {
        float[] row = new float[sources.length];
        double top = Double.NEGATIVE_INFINITY;
        for (int source : sources) {
            top = source < 0 ? top : Math.max(top, values.get(offset + source));
        }
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            if (sources[i] < 0) {
                continue;
            }
            float value = values.get(offset + sources[i]);
            double weight = logits ? Math.exp(value - top) : value;
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new InvalidAnswerException("the model answered " + value + " where a "
                        + (logits ? "logit" : "probability") + " should be");
            }
            row[i] = (float) weight;
            sum += weight;
        }
        if (!(sum > 0)) {
            throw new InvalidAnswerException("the model gave no symbol a positive probability");
        }
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (row[i] / sum);
        }
        return row;
    }
}
