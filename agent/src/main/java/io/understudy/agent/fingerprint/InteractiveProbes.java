package io.understudy.agent.fingerprint;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.onnx.ProbingGraph;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Probes of which each symbol depends on the answers so far, and a representation read from all of them: an interactive
 * encoder (Herrmann, Faccio & Schmidhuber 2024) that was trained by emulation on language models over four symbols
 * ({@code agent/src/jmh/zoo}). For other networks there is none.
 */
public final class InteractiveProbes {
    /** Numbers of a representation. */
    public static final int SIZE = 64;

    private static final String GRAPH = "four-symbols.onnx";
    private static final int SYMBOLS = 4;
    private static final int PROBES = 4;
    private static final int STEPS = 22;

    private InteractiveProbes() {}

    /**
     * What they found.
     *
     * @param words that the network was queried with, in the end
     * @param queries how many it took, their beginnings included
     * @param representation [64], of length 1
     */
    public record Asked(List<int[]> words, int queries, float[] representation) {}

    /** Whether a network is one that there are probes for. */
    public static boolean fit(OnnxModel model) {
        return model.task() == Task.LANGUAGE_MODEL
                && model.alphabet().size() == SYMBOLS
                && model.columns() == SYMBOLS + 1;
    }

    /** Puts them. */
    public static Asked ask(OnnxModel model) {
        float[][][] answers = new float[PROBES][STEPS + 1][SYMBOLS + 1];
        for (float[][] rows : answers) {
            for (float[] row : rows) {
                Arrays.fill(row, 1);
            }
        }
        float[][][] put = new float[PROBES][STEPS][SYMBOLS];
        int[][] words = new int[PROBES][0];
        try (ProbingGraph graph = new ProbingGraph(graph())) {
            for (int t = 0; t <= STEPS; t++) {
                List<float[][]> said = model.query(List.of(words));
                for (int p = 0; p < PROBES; p++) {
                    answers[p][t] = said.get(p)[t];
                }
                if (t < STEPS) {
                    float[][][] next = graph.run(answers, put).next();
                    for (int p = 0; p < PROBES; p++) {
                        int symbol = Ranking.first(next[p][t]);
                        put[p][t][symbol] = 1;
                        words[p] = Arrays.copyOf(words[p], t + 1);
                        words[p][t] = symbol;
                    }
                }
            }
            return new Asked(
                    List.of(words),
                    PROBES * (STEPS + 1),
                    graph.run(answers, put).representation());
        }
    }

    private static byte[] graph() {
        try (InputStream in = InteractiveProbes.class.getResourceAsStream(GRAPH)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
