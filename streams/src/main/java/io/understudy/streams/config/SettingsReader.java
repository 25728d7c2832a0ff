package io.understudy.streams.config;

import io.understudy.agent.fidelity.Limits;
import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads settings from a properties file and from environment variables, which win: {@code fidelity.floor} is {@code
 * UNDERSTUDY_FIDELITY_FLOOR}, and {@code UNDERSTUDY_KAFKA_…} goes to the Kafka clients. What is wrong is refused with
 * the key, the value and what was expected.
 */
public final class SettingsReader {
    private static final String KAFKA = "kafka.";
    private static final String ENVIRONMENT = "UNDERSTUDY_";
    private static final String AUTO = "auto";
    private static final String NOTHING = "none";
    private static final String KEY_PREFIX = "key:";
    private static final int SHORTEST_SECRET = 16;
    private static final Pattern SECRET = Pattern.compile("tok|pass|secret|jaas|credential", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> kafka = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final String source;

    private SettingsReader(Properties file, Map<String, String> environment, String source) {
        this.source = source;
        file.forEach((key, value) -> {
            String name = key.toString();
            String text = value.toString().strip();
            if (name.startsWith(KAFKA)) {
                kafka.put(name.substring(KAFKA.length()), text);
            } else {
                values.put(name, text);
            }
        });
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT + "KAFKA_")) {
                String key = name.substring(ENVIRONMENT.length() + KAFKA.length());
                kafka.put(key.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            } else if (name.startsWith(ENVIRONMENT)) {
                this.environment.put(name, value);
            }
        });
    }

    /**
     * Reads a file.
     *
     * @param environment the process's environment variables
     * @throws InvalidInputException if anything is missing or wrong
     */
    public static Settings read(Path file, Map<String, String> environment) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException("the configuration " + file + " cannot be read: " + e, e);
        }
        return of(properties, environment, file.toString());
    }

    /**
     * Reads properties.
     *
     * @param source what to call them in messages
     */
    public static Settings of(Properties properties, Map<String, String> environment, String source) {
        return new SettingsReader(properties, environment, source).settings();
    }

    private Settings settings() {
        String prefix = matching("topics.prefix", "understudy", "[A-Za-z0-9._-]{1,100}");
        Settings settings = new Settings(
                models(),
                duration("model.check", "PT5S"),
                matching("application.id", prefix, "[A-Za-z0-9._-]{1,100}"),
                Path.of(text("state.directory", System.getProperty("java.io.tmpdir") + "/understudy-state")),
                new Settings.Http(
                        text("http.host", "127.0.0.1"),
                        (int) whole("http.port", 9464, 0, 65_535),
                        secret("http.token"),
                        tls()),
                new Settings.Topics(prefix, (int) whole("topics.partitions", 3, 1, 10_000), (short)
                        whole("topics.replication", 0, 0, 100)),
                new Settings.Events(
                        duration("events.gap", "PT30S"),
                        Optional.of(text("events.end-symbol", AUTO)).filter(symbol -> !symbol.equals(AUTO)),
                        (int) whole("events.longest-sequence", 1_000, 1, 1_000_000),
                        (int) whole("events.most-open", 100_000, 1, 10_000_000)),
                new Settings.Inference(
                        (int) whole("inference.stream-threads", 1, 1, 256),
                        (int) whole("inference.model-threads", 1, 0, 256),
                        (int) whole("inference.batch", 512, 1, 10_000),
                        duration("inference.linger", "PT0.03S"),
                        (int) whole("inference.longest-sequence", 10_000, 1, 1_000_000),
                        sampled()),
                new Settings.Fidelity(
                        duration("fidelity.window", "PT10S"),
                        new Limits(floor(), share("fidelity.margin", 0.1)),
                        whole("fidelity.least-positions", 500, 1, Long.MAX_VALUE),
                        share("fidelity.delta", 0.05),
                        share("fidelity.least-drop", 0.005),
                        share("fidelity.tolerance", 0.05)),
                segments(),
                new Settings.Served(share("served.tolerance", 0.001), duration("served.patience", "PT1M")),
                new Settings.Extraction(
                        (int) whole("extraction.sequences", 2_000, 20, 100_000),
                        (int) whole("extraction.least", 200, 20, 100_000),
                        duration("extraction.patience", "PT2M"),
                        duration("extraction.cooldown", "PT1M"),
                        duration("extraction.longest-pause", "PT1H"),
                        (int) whole("extraction.sample", 16, 1, 10_000),
                        surrogates(),
                        auto("extraction.rank"),
                        (int) whole("extraction.prefixes", 300, 1, 5_000),
                        (int) whole("extraction.suffixes", 300, 1, 5_000),
                        auto("extraction.states"),
                        whole("extraction.seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                        duration("extraction.budget", "PT30S")),
                Map.copyOf(kafka));
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw new InvalidInputException(
                        "%s: unknown key '%s' (value '%s'); known are %s, and any under 'kafka.'"
                                .formatted(source, key, shown(key), String.join(", ", known)));
            }
        }
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new InvalidInputException(
                    source + ": 'kafka.bootstrap.servers' is missing; expected host:port of the Kafka brokers");
        }
        return settings;
    }

    /** A mistyped key may hold a secret. */
    private String shown(String key) {
        return SECRET.matcher(key).find() ? "(secret)" : values.get(key);
    }

    private Settings.Models models() {
        Optional<Path> one = Optional.of(text("model", NOTHING))
                .filter(path -> !path.equals(NOTHING))
                .map(Path::of);
        Optional<Path> folder = Optional.of(text("models", NOTHING))
                .filter(path -> !path.equals(NOTHING))
                .map(Path::of);
        String header = matching("models.header", "model", "[A-Za-z0-9._-]{1,100}");
        if (one.isPresent() == folder.isPresent()) {
            throw new InvalidInputException(source
                    + (one.isPresent()
                            ? ": 'model' and 'models' are both given; expected one of the two"
                            : ": 'model' is missing (or the variable UNDERSTUDY_MODEL); expected the folder of a model, or"
                                    + " under 'models' a folder that holds the folders of several"));
        }
        return new Settings.Models(one, folder, header);
    }

    private Optional<Settings.Tls> tls() {
        String keystore = text("http.tls.keystore", NOTHING);
        String password = text("http.tls.password", NOTHING);
        return Optional.of(keystore)
                .filter(path -> !path.equals(NOTHING))
                .map(path -> new Settings.Tls(Path.of(path), new Settings.Secret(password)));
    }

    private Optional<Settings.Secret> secret(String key) {
        String value = text(key, NOTHING);
        if (value.equals(NOTHING)) {
            return Optional.empty();
        }
        if (value.length() < SHORTEST_SECRET) {
            throw new InvalidInputException("%s: '%s' has %d characters; expected %d or more"
                    .formatted(source, key, value.length(), SHORTEST_SECRET));
        }
        return Optional.of(new Settings.Secret(value));
    }

    private OptionalInt auto(String key) {
        String value = text(key, AUTO);
        return value.equals(AUTO)
                ? OptionalInt.empty()
                : OptionalInt.of(checked(key, value, Integer::parseInt, n -> n > 0, "'auto' or a number"));
    }

    private OptionalDouble floor() {
        String key = "fidelity.floor";
        String value = text(key, AUTO);
        return value.equals(AUTO)
                ? OptionalDouble.empty()
                : OptionalDouble.of(checked(
                        key, value, Double::parseDouble, n -> n > 0 && n < 1, "'auto' or a number between 0 and 1"));
    }

    private Settings.Segments segments() {
        String key = "segments.header";
        String value = checked(
                key,
                text(key, NOTHING),
                Function.identity(),
                given -> !given.equals(KEY_PREFIX),
                "'none', the name of a record header, or 'key:' and what separates the segment from the rest of the key");
        boolean byKey = value.startsWith(KEY_PREFIX);
        return new Settings.Segments(
                Optional.of(value).filter(header -> !byKey && !header.equals(NOTHING)),
                Optional.of(value).filter(given -> byKey).map(given -> given.substring(KEY_PREFIX.length())));
    }

    private Set<String> surrogates() {
        String value = matching("extraction.surrogates", "auto", "auto|(wa|fsa|rules)(,(wa|fsa|rules)){0,2}");
        return value.equals(AUTO) ? Set.of() : Set.of(value.split(","));
    }

    private String text(String key, String otherwise) {
        known.add(key);
        String variable = ENVIRONMENT + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        String value = environment.getOrDefault(variable, values.getOrDefault(key, otherwise));
        if (value == null || value.isEmpty()) {
            throw new InvalidInputException(
                    "%s: '%s' is missing (or the variable %s)".formatted(source, key, variable));
        }
        return value;
    }

    private String matching(String key, String otherwise, String pattern) {
        return checked(key, text(key, otherwise), Function.identity(), v -> v.matches(pattern), pattern);
    }

    private long whole(String key, long otherwise, long least, long most) {
        String expected = most == Long.MAX_VALUE
                ? "a whole number from %d up".formatted(least)
                : "a whole number from %d to %d".formatted(least, most);
        return checked(
                key, text(key, Long.toString(otherwise)), Long::parseLong, n -> n >= least && n <= most, expected);
    }

    private double sampled() {
        return checked(
                "sample.ratio",
                text("sample.ratio", "1"),
                Double::parseDouble,
                n -> n > 0 && n <= 1,
                "a number above 0 and at most 1");
    }

    private double share(String key, double otherwise) {
        return checked(
                key,
                text(key, Double.toString(otherwise)),
                Double::parseDouble,
                n -> n > 0 && n < 1,
                "a number between 0 and 1");
    }

    private Duration duration(String key, String otherwise) {
        return checked(
                key,
                text(key, otherwise),
                Duration::parse,
                d -> d.toMillis() > 0,
                "an ISO-8601 duration of a millisecond or more, such as PT10S");
    }

    private <T> T checked(String key, String value, Function<String, T> parser, Predicate<T> valid, String expected) {
        try {
            T parsed = parser.apply(value);
            if (valid.test(parsed)) {
                return parsed;
            }
        } catch (NumberFormatException | DateTimeParseException e) {
            // Falls through to the message that says what was expected.
        }
        throw new InvalidInputException("%s: '%s' is '%s'; expected %s".formatted(source, key, value, expected));
    }
}
