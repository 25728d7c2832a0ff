package io.understudy.agent.spectral;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.Classes;
import io.understudy.agent.automaton.WeightedAutomaton.LogOdds;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.word.Trie;
import io.understudy.agent.word.TrieStates;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fills the Hankel blocks of a classifier: the series is the probability of each class, or its
 * logarithm. Where the model can continue from a
 * state, a trie of all words is walked; else each distinct word is fed whole, once.
 */
public final class ClassifierHankel {
    private static final int ROWS_AT_ONCE = 512;
    private static final String ASKING = "querying the model for the Hankel blocks";

    private final Oracle oracle;
    private final Basis basis;
    private final Progress progress;
    private final Trie ends = new Trie();
    private final int[] endNodes;

    /** What of an answer is the series. */
    public enum Kind {
        /** The probability of each class. */
        PROBABILITY {
            @Override
            public WeightedAutomaton read(WeightedAutomaton automaton) {
                return automaton;
            }

            @Override
            double[] of(double[] classes) {
                return classes;
            }
        },
        /** Its logarithm, less the mean over the classes. */
        LOG_ODDS {
            @Override
            public WeightedAutomaton read(WeightedAutomaton automaton) {
                return automaton.with(new LogOdds(((Classes) automaton.readout()).weights()));
            }

            @Override
            double[] of(double[] classes) {
                double[] values = Arrays.stream(classes)
                        .map(p -> Math.log(Math.max(LEAST, p)))
                        .toArray();
                double mean = Arrays.stream(values).average().orElseThrow();
                return Arrays.stream(values).map(value -> value - mean).toArray();
            }
        };

        /** Smaller probabilities differ by rounding. */
        private static final double LEAST = 1e-6;

        /** What of an answer is the series, [classes]. */
        abstract double[] of(double[] classes);

        /** How an automaton of the series says the probabilities of the classes. */
        public abstract WeightedAutomaton read(WeightedAutomaton automaton);
    }

    /** Over a basis. */
    public ClassifierHankel(Oracle oracle, Basis basis, Progress progress) {
        this.oracle = oracle;
        this.basis = basis;
        this.progress = progress;
        this.endNodes = basis.suffixes().stream()
                .mapToInt(suffix -> ends.add(suffix, suffix.length))
                .toArray();
    }

    /** The blocks of each kind of series, from the same answers. */
    public Map<Kind, HankelBlocks> fill() {
        int prefixes = basis.prefixes().size();
        int symbols = oracle.alphabet().size();
        Trie begins = new Trie();
        int[] ownNodes = new int[prefixes];
        int[][] longerNodes = new int[symbols][prefixes];
        for (int p = 0; p < prefixes; p++) {
            int[] prefix = basis.prefixes().get(p);
            ownNodes[p] = begins.add(prefix, prefix.length);
            for (int symbol = 0; symbol < symbols; symbol++) {
                longerNodes[symbol][p] = begins.child(ownNodes[p], symbol);
            }
        }
        int[] needed = IntStream.concat(
                        IntStream.of(ownNodes), Arrays.stream(longerNodes).flatMapToInt(IntStream::of))
                .distinct()
                .toArray();
        double[][] answers = answers(begins, needed);
        Map<Kind, HankelBlocks> blocks = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            double[][] rowAt = new double[begins.size()][];
            for (int node : needed) {
                rowAt[node] = row(answers[node], kind);
            }
            double[][][] shifted =
                    Arrays.stream(longerNodes).map(nodes -> at(rowAt, nodes)).toArray(double[][][]::new);
            double[] ones = new double[prefixes];
            Arrays.fill(ones, 1);
            blocks.put(
                    kind,
                    new HankelBlocks(
                            at(rowAt, ownNodes),
                            shifted,
                            ones,
                            ones,
                            basis.suffixes().size()));
        }
        return blocks;
    }

    private static double[][] at(double[][] rows, int[] nodes) {
        return Arrays.stream(nodes).mapToObj(node -> rows[node]).toArray(double[][]::new);
    }

    /** A row of answers, [suffixes · classes], as a row of the series, [classes · suffixes]. */
    private double[] row(double[] answers, Kind kind) {
        int classes = oracle.columns();
        int suffixes = endNodes.length;
        double[] row = new double[answers.length];
        for (int s = 0; s < suffixes; s++) {
            double[] values = kind.of(Arrays.copyOfRange(answers, s * classes, (s + 1) * classes));
            for (int c = 0; c < classes; c++) {
                row[c * suffixes + s] = values[c];
            }
        }
        return row;
    }

    /** What the model answers after each needed node and each suffix, [nodes][suffixes · classes]. */
    private double[][] answers(Trie begins, int[] needed) {
        Optional<Continuation> continuation = oracle.continuation();
        TrieStates states = continuation.map(c -> new TrieStates(c, begins)).orElse(null);
        double[][] answers = new double[begins.size()][];
        for (int first = 0; first < needed.length; first += ROWS_AT_ONCE) {
            progress.report(ASKING, first, needed.length);
            int[] nodes = Arrays.copyOfRange(needed, first, Math.min(needed.length, first + ROWS_AT_ONCE));
            for (int node : nodes) {
                answers[node] = new double[endNodes.length * oracle.columns()];
            }
            if (continuation.isPresent()) {
                goOn(continuation.get(), states, nodes, answers);
            } else {
                queryWords(begins, nodes, answers);
            }
        }
        progress.report(ASKING, needed.length, needed.length);
        return answers;
    }

    private void goOn(Continuation continuation, TrieStates states, int[] nodes, double[][] answers) {
        TrieStates.Beyond beyond = new TrieStates.Beyond(continuation, ends, states.at(nodes), endNodes);
        for (int i = 0; i < nodes.length; i++) {
            for (int s = 0; s < endNodes.length; s++) {
                put(answers[nodes[i]], s, beyond.answer(i, endNodes[s]));
            }
        }
    }

    private void queryWords(Trie begins, int[] nodes, double[][] answers) {
        List<int[]> words = new ArrayList<>();
        for (int node : nodes) {
            int[] prefix = begins.word(node);
            basis.suffixes().forEach(suffix -> words.add(Word.concatenated(prefix, suffix)));
        }
        List<Word> distinct = words.stream().map(Word::new).distinct().toList();
        List<float[][]> said = oracle.query(distinct.stream().map(Word::symbols).toList());
        Map<Word, float[]> known = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            known.put(distinct.get(i), said.get(i)[0]);
        }
        for (int i = 0; i < words.size(); i++) {
            put(answers[nodes[i / endNodes.length]], i % endNodes.length, known.get(new Word(words.get(i))));
        }
    }

    private static void put(double[] answers, int suffix, float[] classes) {
        for (int c = 0; c < classes.length; c++) {
            answers[suffix * classes.length + c] = classes[c];
        }
    }
}
