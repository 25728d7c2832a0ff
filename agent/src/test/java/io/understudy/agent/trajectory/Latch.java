package io.understudy.agent.trajectory;

import io.understudy.agent.dynamics.CellStateMap;
import io.understudy.agent.dynamics.States;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.RecurrentLayers;
import io.understudy.agent.model.RecurrentLayers.Kind;
import io.understudy.agent.model.RecurrentLayers.Layer;
import io.understudy.agent.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A network that remembers the last pulse of each bit, by construction: h' = tanh(2 h + b + pulse), each bit by itself.
 * With b = 0 each bit has two attractors and a saddle between them.
 */
final class Latch implements Oracle {
    private static final float KICK = 3;

    private final int bits;
    private final RecurrentLayers layers;
    private final CellStateMap stack;

    Latch(int bits, double bias) {
        this(bits, bias, 0);
    }

    /** @param leak what a pulse that sets the second bit takes from the first */
    Latch(int bits, double bias, double leak) {
        this.bits = bits;
        float[][] w = new float[bits][2 * bits + 1];
        float[][] r = new float[bits][bits];
        float[] b = new float[bits];
        for (int bit = 0; bit < bits; bit++) {
            w[bit][1 + 2 * bit] = KICK;
            w[bit][2 + 2 * bit] = -KICK;
            r[bit][bit] = 2;
            b[bit] = (float) bias;
        }
        if (bits > 1) {
            w[0][3] = (float) -leak;
        }
        float[][] inputs = new float[2 * bits + 1][2 * bits + 1];
        for (int symbol = 0; symbol < inputs.length; symbol++) {
            inputs[symbol][symbol] = 1;
        }
        this.layers = new RecurrentLayers(List.of(new Layer(Kind.RNN, bits, w, r, b, new float[bits], false)), inputs);
        this.stack = new CellStateMap(layers);
    }

    /** Sequences of pulses with pauses between them. */
    List<int[]> sequences(int count, int length, double pulses, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, length)
                        .map(t -> random.nextDouble() < pulses ? 1 + random.nextInt(2 * bits) : 0)
                        .toArray())
                .toList();
    }

    List<String> classes() {
        return IntStream.range(0, 1 << bits)
                .mapToObj(c -> IntStream.range(0, bits)
                        .mapToObj(bit -> (c >> bit & 1) == 1 ? "+" : "-")
                        .reduce("", String::concat))
                .toList();
    }

    private float[] answer(double[] state) {
        int content = 0;
        for (int bit = 0; bit < bits; bit++) {
            content |= state[bit] > 0 ? 1 << bit : 0;
        }
        float[] answer = new float[1 << bits];
        answer[content] = 1;
        return answer;
    }

    @Override
    public Task task() {
        return Task.CLASSIFIER;
    }

    @Override
    public Alphabet alphabet() {
        List<String> symbols = new ArrayList<>(List.of("."));
        for (int bit = 0; bit < bits; bit++) {
            symbols.add("+" + bit);
            symbols.add("-" + bit);
        }
        return Alphabet.of(new Manifest(
                "latch",
                Task.CLASSIFIER,
                null,
                null,
                null,
                OutputKind.PROBABILITIES,
                Optional.empty(),
                List.of(),
                symbols,
                Optional.empty(),
                Optional.empty(),
                classes(),
                Optional.empty(),
                Optional.of(".")));
    }

    @Override
    public int columns() {
        return 1 << bits;
    }

    @Override
    public List<float[][]> query(List<int[]> words) {
        return words.stream()
                .map(word -> {
                    double[] state = new double[bits];
                    for (int symbol : word) {
                        state = stack.next(state, symbol);
                    }
                    return new float[][] {answer(state)};
                })
                .toList();
    }

    @Override
    public long symbolsQueried() {
        return 0;
    }

    @Override
    public Optional<RecurrentLayers> layers() {
        return Optional.of(layers);
    }

    @Override
    public OptionalInt neutral() {
        return OptionalInt.of(0);
    }

    @Override
    public Optional<HiddenStateAccess> hiddenStateAccess() {
        return Optional.of(words -> new HiddenStateAccess.StatesAndAnswers(
                query(words), words.stream().map(this::hidden).toList()));
    }

    private float[][] hidden(int[] word) {
        float[][] hidden = new float[word.length][];
        double[] state = new double[bits];
        for (int t = 0; t < word.length; t++) {
            state = stack.next(state, word[t]);
            hidden[t] = floats(state);
        }
        return hidden;
    }

    private static float[] floats(double[] state) {
        float[] floats = new float[state.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) state[i];
        }
        return floats;
    }

    @Override
    public Optional<Continuation> continuation() {
        return Optional.of(new Continuation() {
            @Override
            public Frontier begin() {
                return new Frontier(new float[][] {new float[bits]}, new float[][] {answer(new double[bits])});
            }

            @Override
            public Frontier step(Frontier from, int[] parents, int[] symbols) {
                float[] states = new float[parents.length * bits];
                float[][] answers = new float[parents.length][];
                for (int i = 0; i < parents.length; i++) {
                    float[] before = Arrays.copyOfRange(from.states()[0], parents[i] * bits, (parents[i] + 1) * bits);
                    double[] after = stack.next(States.of(before), symbols[i]);
                    answers[i] = answer(after);
                    System.arraycopy(floats(after), 0, states, i * bits, bits);
                }
                return new Frontier(new float[][] {states}, answers);
            }
        });
    }
}
