package io.understudy.agent.cluster;

import io.understudy.agent.features.PrefixStates;
import io.understudy.agent.features.StateFeatures;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.model.Progress;
import io.understudy.agent.numeric.WeightedKMeans;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.file.SequenceFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which cell gives the most readable machine (Hou & Zhou 2018, section 4): for networks that were trained to find a
 * pattern, the fidelity of plain clusters of hidden states from 2 to 20, and what refinement makes of them.
 */
public final class GatesTable {
    private static final int MOST = 20;
    private static final int LONGEST = 16;

    private GatesTable() {}

    /**
     * @param arguments folders of models over the symbols 0 and 1, named pattern-cell, separated by commas
     */
    public static void main(String[] arguments) {
        System.out.println("model | clusters for 100 % | plain k = 2..20 | refined | wrong of all words to 16 | network's");
        for (String folder : arguments[0].split(",")) {
            Path path = Path.of(folder);
            try (OnnxModel model = OnnxModel.open(path, 0)) {
                System.out.println(row(path, model));
            }
        }
    }

    private static String row(Path path, OnnxModel model) {
        List<int[]> train = SequenceFile.words(path.resolve("train.txt"), model.alphabet());
        List<int[]> test = SequenceFile.words(path.resolve("test.txt"), model.alphabet());
        List<float[][]> answers = model.query(test);
        PrefixStates seen = new PrefixStates(model.continuation().orElseThrow(), train);
        StateFeatures hidden = (state, answer) -> state;
        float[][] points = seen.points(hidden);
        Transitions transitions =
                new Transitions(seen, hidden, points, model.alphabet().size(), 1);
        double[] plain = IntStream.rangeClosed(2, MOST)
                .mapToDouble(k -> {
                    int[] clusters = WeightedKMeans.assign(points, seen.counts(), k, 1);
                    TransitionTable machine = transitions.byMajority(clusters, transitions.byQueries(clusters));
                    return Fidelity.of(
                                    model.task(), test, answers, machine.automaton(false).scorer())
                            .agreement();
                })
                .toArray();
        String enough = IntStream.range(0, plain.length)
                .filter(i -> plain[i] == 1)
                .mapToObj(i -> Integer.toString(i + 2))
                .findFirst()
                .orElse("more");
        FiniteDistiller.Options options =
                new FiniteDistiller.Options(ExtractionMethod.AUTO, OptionalInt.empty(), 1, Duration.ofSeconds(60));
        FiniteAutomaton refined = new FiniteDistiller(model, options, Clock.systemUTC(), Progress.none())
                .distil(train)
                .automaton();
        String pattern = path.getFileName().toString().split("-")[0];
        List<int[]> all = everyWord();
        List<float[][]> said = model.query(all);
        int zero = model.alphabet().symbols().indexOf("0");
        long wrong = all.stream()
                .filter(word -> Ranking.first(refined.outputs()[refined.after(word)]) != truth(word, zero, pattern))
                .count();
        long wrongNetwork = IntStream.range(0, all.size())
                .filter(w -> Ranking.first(said.get(w)[0]) != truth(all.get(w), zero, pattern))
                .count();
        return "%s | %s | %s | %d states, %.4f | %d | %d"
                .formatted(
                        path.getFileName(),
                        enough,
                        IntStream.range(0, plain.length)
                                .mapToObj(i -> "%.3f".formatted(plain[i]))
                                .collect(Collectors.joining(" ")),
                        refined.states(),
                        Fidelity.of(model.task(), test, answers, refined.scorer()).agreement(),
                        wrong,
                        wrongNetwork);
    }

    private static List<int[]> everyWord() {
        return IntStream.rangeClosed(1, LONGEST)
                .boxed()
                .flatMap(length -> IntStream.range(0, 1 << length)
                        .mapToObj(bits -> IntStream.range(0, length)
                                .map(t -> bits >> t & 1)
                                .toArray()))
                .toList();
    }

    private static int truth(int[] word, int zero, String pattern) {
        String text = IntStream.of(word)
                .mapToObj(symbol -> symbol == zero ? "0" : "1")
                .collect(Collectors.joining());
        return text.contains(pattern) ? 1 : 0;
    }
}
