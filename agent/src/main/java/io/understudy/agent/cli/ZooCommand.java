package io.understudy.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.agent.fingerprint.Equivalence;
import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.Fingerprinter;
import io.understudy.agent.fingerprint.Identification;
import io.understudy.agent.fingerprint.Match;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.zoo.NetworkProperties;
import io.understudy.agent.zoo.Prediction;
import io.understudy.agent.zoo.Predictor;
import io.understudy.agent.zoo.Zoo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy zoo}. */
@Command(
        name = "zoo",
        mixinStandardHelpOptions = true,
        description = "Known networks: a folder with a fingerprint of each, in which a network is looked up.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  understudy zoo add zoo models/orders --name orders-march --property data=march --property epochs=12",
            "  understudy zoo nearest zoo exported/orders"
        })
public final class ZooCommand implements Runnable {
    private static final String KNOWN = "network.properties";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "give one of add, list, nearest");
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Adds networks, or replaces those of that name.",
                "",
                "What else is known of a network, lines property=value, is read from network.properties in its folder, where "
                        + "that is there: 'nearest' predicts properties of other networks, words and numbers."
            })
    void add(
            @Parameters(index = "0", paramLabel = "ZOO_DIR", description = "The folder; made if it is not there.")
                    Path folder,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "MODEL_DIR",
                            description = "Folders with model.onnx and model.json.")
                    List<Path> models,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description = "Of one network; by default its id and the file's SHA-256.")
                    String name,
            @Option(
                            names = "--property",
                            paramLabel = "PROPERTY=VALUE",
                            description = "What else is known of all that are added. May be repeated.")
                    Map<String, String> properties) {
        if (name != null && models.size() > 1) {
            throw new InvalidInputException("--name names one network, not " + models.size());
        }
        Zoo zoo = new Zoo(folder);
        for (Path model : models) {
            try (OnnxModel opened = OnnxModel.open(model, 1)) {
                Fingerprint fingerprint = Fingerprinter.with(Zoo.PROBES)
                        .take(opened, List.of(), Optional.empty())
                        .fingerprint();
                String called = name == null
                        ? opened.manifest().id() + "-" + opened.sha256().substring(0, 8)
                        : name;
                Map<String, String> known = new HashMap<>(NetworkProperties.read(model.resolve(KNOWN)));
                known.putAll(properties == null ? Map.of() : properties);
                zoo.add(called, fingerprint, known);
                out().println("%s: %d probes, %d properties"
                        .formatted(called, fingerprint.probes().size(), known.size()));
                out().flush();
            }
        }
    }

    /** What {@code list --json} prints of a network. */
    record Listed(String name, String model, String sha256, String task, int symbols, int probes) {}

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the known networks.")
    void list(
            @Parameters(paramLabel = "ZOO_DIR", description = "The folder.") Path folder,
            @Option(names = "--json", description = "A JSON array instead of text.") boolean json)
            throws JsonProcessingException {
        List<Listed> all = new Zoo(folder)
                .known().entrySet().stream()
                        .map(entry -> listed(entry.getKey(), entry.getValue()))
                        .toList();
        if (json) {
            out().println(JsonMapper.builder().build().writeValueAsString(all));
        } else {
            all.forEach(one -> out().println("%-32s %s, %s over %d symbols, sha256 %s…, %d probes"
                    .formatted(
                            one.name(),
                            one.model(),
                            one.task(),
                            one.symbols(),
                            one.sha256().substring(0, 12),
                            one.probes())));
        }
    }

    private static Listed listed(String name, Fingerprint known) {
        return new Listed(
                name,
                known.model(),
                known.sha256(),
                known.task().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                known.symbols().size(),
                known.probes().size());
    }

    /**
     * What {@code nearest --json} prints.
     *
     * @param known networks of the folder
     * @param candidates those that take the same words and answer in the same columns
     * @param probes how many it took until no probe distinguishes what remains
     * @param nearest null if none is near
     * @param others that no probe that was left distinguished from it, or none of those put
     * @param reason of the verdict, in words
     * @param predictions of each property that enough of the candidates have
     */
    record Nearest(
            String model,
            int known,
            int candidates,
            int probes,
            String nearest,
            List<String> others,
            Double distance,
            Double threshold,
            Equivalence verdict,
            boolean same,
            String reason,
            List<Prediction> predictions) {}

    @Command(
            name = "nearest",
            mixinStandardHelpOptions = true,
            description = {
                "Says which known network one is, or is a variant of.",
                "",
                "Networks drop out whose answer to a probe is further than 0.05 in total variation; the one that remains is "
                        + "then compared by all its probes.",
                "",
                "Properties that ten or more of those networks have are predicted from the answers to all probes, by a ridge "
                        + "regression on networks, with the error on networks that are held out."
            })
    void nearest(
            @Parameters(index = "0", paramLabel = "ZOO_DIR", description = "The folder.") Path folder,
            @Parameters(index = "1", paramLabel = "MODEL_DIR", description = "Folder with model.onnx and model.json.")
                    Path model,
            @Option(
                            names = "--order",
                            paramLabel = "ORDER",
                            defaultValue = "adaptive",
                            description = "'adaptive': the probe first on which the remaining networks disagree most; "
                                    + "'fixed': in their order (${DEFAULT-VALUE}).")
                    String order,
            @Option(
                            names = "--held-out-by",
                            paramLabel = "PROPERTY",
                            description =
                                    "Networks that share it, such as snapshots of one training, are held out together; by "
                                            + "default each by itself.")
                    Optional<String> heldOutBy,
            @Option(names = "--json", description = "One JSON object instead of text.") boolean json)
            throws JsonProcessingException {
        Zoo zoo = new Zoo(folder);
        SortedMap<String, Fingerprint> known = zoo.known();
        Predictor predictor = new Predictor(known, zoo.properties(known.keySet()), heldOutBy);
        try (OnnxModel opened = OnnxModel.open(model, 1)) {
            Identification found = Identification.of(opened, known, order(order));
            Optional<String> first = found.names().stream().findFirst();
            Optional<Match> match = first.map(known::get).map(one -> Match.of(one, opened));
            Nearest nearest = new Nearest(
                    opened.manifest().id(),
                    known.size(),
                    found.candidates(),
                    found.probes(),
                    first.orElse(null),
                    found.names().stream().skip(1).toList(),
                    match.map(Match::distance).orElse(null),
                    match.map(Match::threshold).orElse(null),
                    match.map(Match::verdict).orElse(Equivalence.DIFFERENT),
                    match.map(Match::verdict).orElse(Equivalence.DIFFERENT).same(),
                    match.map(Match::reason).orElse("none of the known networks answers like it"),
                    predictor.of(opened));
            if (json) {
                out().println(JsonMapper.builder().build().writeValueAsString(nearest));
            } else {
                print(nearest);
            }
        }
    }

    private void print(Nearest nearest) {
        out().println("%s, after %d of the probes, among %d of %d known networks: %s"
                .formatted(
                        nearest.nearest() == null ? "none" : nearest.nearest(),
                        nearest.probes(),
                        nearest.candidates(),
                        nearest.known(),
                        nearest.verdict()));
        out().println(nearest.reason());
        if (!nearest.others().isEmpty()) {
            out().println("indistinguishable from it: " + String.join(", ", nearest.others()));
        }
        nearest.predictions().forEach(one -> out().println(text(one)));
    }

    private static String text(Prediction one) {
        String held = one.heldOutRight() == null
                ? String.format(
                        Locale.ROOT,
                        "mean error %.3g%s",
                        one.heldOutError(),
                        one.heldOutR2() == null ? "" : String.format(Locale.ROOT, ", R² %.2f", one.heldOutR2()))
                : String.format(
                        Locale.ROOT,
                        "right for %.0f %% (the most frequent: %.0f %%)",
                        100 * one.heldOutRight(),
                        100 * one.heldOutMostFrequent());
        return "predicted %s: %s; on %d networks, each held out, %s"
                .formatted(one.property(), one.value(), one.networks(), held);
    }

    private static Identification.Order order(String name) {
        return switch (name) {
            case "adaptive" -> Identification.Order.ADAPTIVE;
            case "fixed" -> Identification.Order.FIXED;
            default -> throw new InvalidInputException("--order is '" + name + "'; expected 'adaptive' or 'fixed'");
        };
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
