package io.understudy.agent.spectral;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.word.SuffixTrie;
import io.understudy.agent.word.Trie;
import io.understudy.agent.word.TrieStates;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fills the Hankel blocks of a language model that can continue from a state: one step for each node of the suffixes'
 * trie after each row. What is all but impossible in the traffic is not queried.
 */
public final class LanguageHankel {
    /** Share of the traffic below which a continuation is taken not to happen. */
    static final double NEGLIGIBLE = 1e-10;

    private static final int ROWS_AT_ONCE = 256;
    private static final String ASKING = "querying the model for the Hankel blocks";

    private final Oracle oracle;
    private final Continuation continuation;
    private final Basis basis;
    private final Progress progress;
    private final SuffixTrie ends;

    /** Over a basis, with hidden-state access. */
    public LanguageHankel(Oracle oracle, Continuation continuation, Basis basis, Progress progress) {
        this.oracle = oracle;
        this.continuation = continuation;
        this.basis = basis;
        this.progress = progress;
        this.ends = new SuffixTrie(basis.suffixes());
    }

    /**
     * The blocks of a basis, filled as the model allows: without hidden-state access by {@link CrossHankel}.
     *
     * @param memory what was queried before without hidden-state access
     */
    public static HankelBlocks blocks(Oracle oracle, Basis basis, CrossHankel.Memory memory, Progress progress) {
        return oracle.continuation()
                .map(continuation -> new LanguageHankel(oracle, continuation, basis, progress).fill())
                .orElseGet(() -> new CrossHankel(oracle, basis, memory, progress).fill());
    }

    /** A word all of whose continuations by suffixes are queried: a prefix, or a prefix and one symbol. */
    private record Row(int[] word, double share, double weight, double[] values) {}

    /** Queries the model and fills the blocks. */
    public HankelBlocks fill() {
        int prefixes = basis.prefixes().size();
        int symbols = oracle.alphabet().size();
        int columns = 2 * basis.suffixes().size();
        double total = basis.sequences();
        Trie begins = new Trie();
        int[] nodes = basis.prefixes().stream()
                .mapToInt(prefix -> begins.add(prefix, prefix.length))
                .toArray();
        int[] prefixAt = new int[begins.size()];
        Arrays.fill(prefixAt, -1);
        for (int p = 0; p < prefixes; p++) {
            prefixAt[nodes[p]] = p;
        }
        List<float[][]> answers = oracle.query(basis.prefixes());
        double[][] rows = new double[prefixes][columns];
        double[][][] shifted = new double[symbols][prefixes][];
        double[] importance = new double[prefixes];
        double[] weights = new double[prefixes];
        List<Row> queried = new ArrayList<>();
        for (int p = 0; p < prefixes; p++) {
            double share = basis.prefixCounts()[p] / total;
            importance[p] = Math.sqrt(share);
            int[] prefix = basis.prefixes().get(p);
            weights[p] = 1;
            for (int t = 0; t < prefix.length; t++) {
                weights[p] *= answers.get(p)[t][prefix[t]];
            }
            queried.add(new Row(prefix, share, 1, rows[p]));
            float[] next = answers.get(p)[prefix.length];
            for (int symbol = 0; symbol < symbols; symbol++) {
                boolean known = begins.has(nodes[p], symbol) && prefixAt[begins.child(nodes[p], symbol)] >= 0;
                if (!known && share * next[symbol] >= NEGLIGIBLE) {
                    shifted[symbol][p] = new double[columns];
                    queried.add(new Row(Word.append(prefix, symbol), share, next[symbol], shifted[symbol][p]));
                }
            }
        }
        query(queried);
        for (int p = 0; p < prefixes; p++) {
            int[] prefix = basis.prefixes().get(p);
            for (int symbol = 0; symbol < symbols; symbol++) {
                int longer = begins.has(nodes[p], symbol) ? prefixAt[begins.child(nodes[p], symbol)] : -1;
                if (longer >= 0) {
                    shifted[symbol][p] = scaled(rows[longer], answers.get(p)[prefix.length][symbol]);
                }
            }
        }
        return new HankelBlocks(
                rows, shifted, importance, weights, basis.suffixes().size());
    }

    /** Walks the suffixes' trie from the state after each row, and turns back where nothing weighs anything. */
    private void query(List<Row> rows) {
        for (int first = 0; first < rows.size(); first += ROWS_AT_ONCE) {
            progress.report(ASKING, first, rows.size());
            List<Row> some = rows.subList(first, Math.min(rows.size(), first + ROWS_AT_ONCE));
            Walk walk = new Walk(some, after(some));
            while (walk.frontier.size() > 0) {
                walk.read();
                walk = walk.next();
            }
        }
        progress.report(ASKING, rows.size(), rows.size());
    }

    /** Feeds the rows' words along their common prefixes, and gathers their ends. */
    private Continuation.Frontier after(List<Row> rows) {
        Trie words = new Trie();
        int[] nodes = rows.stream()
                .mapToInt(row -> words.add(row.word(), row.word().length))
                .toArray();
        return new TrieStates(continuation, words).at(nodes);
    }

    /** One level of the walk: a row's place and a node of the suffixes' trie for each word of the frontier. */
    private final class Walk {
        private final List<Row> rows;
        private final Continuation.Frontier frontier;
        private final int[] row;
        private final int[] node;
        private final double[] weight;

        Walk(List<Row> rows, Continuation.Frontier frontier) {
            this(
                    rows,
                    frontier,
                    IntStream.range(0, rows.size()).toArray(),
                    new int[rows.size()],
                    rows.stream().mapToDouble(Row::weight).toArray());
        }

        private Walk(List<Row> rows, Continuation.Frontier frontier, int[] row, int[] node, double[] weight) {
            this.rows = rows;
            this.frontier = frontier;
            this.row = row;
            this.node = node;
            this.weight = weight;
        }

        void read() {
            int suffixes = basis.suffixes().size();
            int end = oracle.alphabet().size();
            for (int i = 0; i < node.length; i++) {
                int suffix = ends.at(node[i]);
                if (suffix >= 0) {
                    double[] values = rows.get(row[i]).values();
                    values[suffix] = weight[i] * frontier.answers()[i][end];
                    values[suffixes + suffix] = weight[i];
                }
            }
        }

        Walk next() {
            int[] parents = new int[node.length * 4];
            int[] nodes = new int[node.length * 4];
            double[] weights = new double[node.length * 4];
            int size = 0;
            for (int i = 0; i < node.length; i++) {
                for (int child : ends.children(node[i])) {
                    double heavier = weight[i] * frontier.answers()[i][ends.symbol(child)];
                    if (heavier * rows.get(row[i]).share() < NEGLIGIBLE) {
                        continue;
                    }
                    if (size == parents.length) {
                        parents = Arrays.copyOf(parents, 2 * size);
                        nodes = Arrays.copyOf(nodes, 2 * size);
                        weights = Arrays.copyOf(weights, 2 * size);
                    }
                    parents[size] = i;
                    nodes[size] = child;
                    weights[size++] = heavier;
                }
            }
            int[] from = Arrays.copyOf(parents, size);
            int[] to = Arrays.copyOf(nodes, size);
            Continuation.Frontier reached = size == 0
                    ? new Continuation.Frontier(new float[0][], new float[0][])
                    : continuation.step(
                            frontier, from, IntStream.of(to).map(ends::symbol).toArray());
            return new Walk(rows, reached, IntStream.of(from).map(i -> row[i]).toArray(), to, weights);
        }
    }

    private static double[] scaled(double[] row, double factor) {
        double[] scaled = row.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
