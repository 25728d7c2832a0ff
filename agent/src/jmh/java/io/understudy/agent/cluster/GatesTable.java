package io.understudy.agent.cluster;

import io.understudy.agent.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Which cell gives the most readable automaton, and whether an automaton is more trustworthy than its network (Hou &
 * Zhou 2018, section 4): over several training seeds, as Markdown, with 95 % intervals of the mean by Student's t.
 */
public final class GatesTable {
    private static final int[] SHOWN = {2, 5, 8, 10, 15, 20};

    private GatesTable() {}

    /** @param arguments a folder of models named pattern-cell-seed, over the symbols 0 and 1 */
    public static void main(String[] arguments) throws IOException {
        Map<String, List<GateMeasures>> byCell = new TreeMap<>();
        try (Stream<Path> folders = Files.list(Path.of(arguments[0]))) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                String name = folder.getFileName().toString();
                try (OnnxModel model = OnnxModel.open(folder, 1)) {
                    byCell.computeIfAbsent(
                                    name.substring(0, name.lastIndexOf('-')), cell -> new ArrayList<>())
                            .add(GateMeasures.of(folder, model));
                    System.err.println(name);
                }
            }
        }
        System.out.println("\n| network | method | clusters for 100 %, by seed | "
                + Arrays.stream(SHOWN).mapToObj(k -> "k = " + k).collect(Collectors.joining(" | ")) + " |");
        byCell.forEach((cell, seeds) -> {
            System.out.println(clusters(cell, "k-means++", seeds, GateMeasures::plusPlus));
            System.out.println(clusters(cell, "k-means-x", seeds, GateMeasures::x));
        });
        System.out.println("\n| network | refined: states | its wrong words to 16 | the network's |"
                + Arrays.stream(GateMeasures.LENGTHS)
                        .mapToObj(length -> " %d symbols: network | clusters | refined |".formatted(length))
                        .collect(Collectors.joining()));
        byCell.forEach((cell, seeds) -> System.out.println("| %s | %s | %s | %s | %s |"
                .formatted(
                        cell,
                        each(seeds, one -> Integer.toString(one.states())),
                        each(seeds, one -> Long.toString(one.wrong()[0])),
                        each(seeds, one -> Long.toString(one.wrong()[1])),
                        IntStream.range(0, GateMeasures.LENGTHS.length)
                                .boxed()
                                .flatMap(length -> IntStream.range(0, 3)
                                        .mapToObj(who -> mean(seeds, one -> one.accuracy()[length][who])))
                                .collect(Collectors.joining(" | ")))));
    }

    private static String clusters(
            String cell, String method, List<GateMeasures> seeds, Function<GateMeasures, double[]> agreement) {
        return "| %s | %s | %s | %s |"
                .formatted(
                        cell,
                        method,
                        each(seeds, one -> IntStream.range(0, agreement.apply(one).length)
                                .filter(i -> agreement.apply(one)[i] == 1)
                                .mapToObj(i -> Integer.toString(i + 2))
                                .findFirst()
                                .orElse("> " + GateMeasures.MOST)),
                        Arrays.stream(SHOWN)
                                .mapToObj(k -> mean(seeds, one -> agreement.apply(one)[k - 2]))
                                .collect(Collectors.joining(" | ")));
    }

    private static String each(List<GateMeasures> seeds, Function<GateMeasures, String> text) {
        return seeds.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String mean(List<GateMeasures> seeds, ToDoubleFunction<GateMeasures> value) {
        double[] values = seeds.stream().mapToDouble(value).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        if (values.length < 2) {
            return String.format(Locale.ROOT, "%.3f", mean);
        }
        double variance = Arrays.stream(values).map(one -> (one - mean) * (one - mean)).sum() / (values.length - 1);
        double half = TDistribution.of(values.length - 1.0).inverseSurvivalProbability(0.025)
                * Math.sqrt(variance / values.length);
        return String.format(Locale.ROOT, "%.3f ± %.3f", mean, half);
    }
}
