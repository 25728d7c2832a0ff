package io.understudy.streams.config;

import io.understudy.agent.fidelity.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The whole configuration of a running Understudy. {@code deploy/understudy.properties} explains each key.
 *
 * @param models which models are served
 * @param modelCheck time between two looks at a model's folder
 * @param kafka goes to all Kafka clients as it is
 */
public record Settings(
        Models models,
        Duration modelCheck,
        String applicationId,
        Path stateDirectory,
        Http http,
        Topics topics,
        Events events,
        Inference inference,
        Fidelity fidelity,
        Segments segments,
        Served served,
        Extraction extraction,
        Map<String, String> kafka) {

    /**
     * Which models are served.
     *
     * @param one the folder of the only one; empty where there may be several
     * @param folder holds a folder for each model; empty where there is only one
     * @param header the record header that says which of several models a record is for
     */
    public record Models(Optional<Path> one, Optional<Path> folder, String header) {
        /** Whether a record has to say which model it is for. */
        public boolean several() {
            return folder.isPresent();
        }

        @Override
        public String toString() {
            return one.or(() -> folder).map(Path::toString).orElse("");
        }
    }

    /**
     * Where metrics, health and the page are served.
     *
     * @param token that a distillation is requested with; empty if nobody may
     * @param tls empty for plain HTTP
     */
    public record Http(String host, int port, Optional<Secret> token, Optional<Tls> tls) {}

    /**
     * What HTTPS is served with.
     *
     * @param keystore PKCS #12, with the certificate chain and its private key
     */
    public record Tls(Path keystore, Secret password) {}

    /** What is not to be seen in a log. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "(secret)";
        }
    }

    /**
     * The topics' names and shape.
     *
     * @param replication 0 leaves it to the brokers
     */
    public record Topics(String prefix, int partitions, short replication) {
        /** What comes in. */
        public String sequences() {
            return prefix + ".sequences";
        }

        /** Single events, to be gathered into sequences. */
        public String events() {
            return prefix + ".events";
        }

        /** What model and surrogates said of each sequence. */
        public String verdicts() {
            return prefix + ".verdicts";
        }

        /** From the shadow to the coordinator: what to sum up of a batch, and a sample of it. */
        public String summaries() {
            return prefix + ".summaries";
        }

        /** What was seen of each model, window by window. */
        public String windows() {
            return prefix + ".windows";
        }

        /** Drift, and what became of it. */
        public String driftEvents() {
            return prefix + ".drift-events";
        }

        /** Traffic to distil from. */
        public String extractionRequests() {
            return prefix + ".extraction-requests";
        }

        /** The current bundle of each model; compacted. */
        public String surrogates() {
            return prefix + ".surrogates";
        }

        /** Answers that are waiting to be compared: the model's, and the production endpoint's. */
        public String answers() {
            return prefix + ".answers";
        }

        /** What could not be scored, with the reason. */
        public String deadLetters() {
            return prefix + ".dead-letters";
        }
    }

    /**
     * How single events are gathered into sequences.
     *
     * @param gap a sequence is whole when nothing has come for longer than this, in event time
     * @param end the symbol that ends one; empty for the model's own, where it has one
     * @param longest symbols that a sequence is gathered to, at most; what follows begins a new one
     * @param mostOpen sequences that are open at a time in a partition; with more, the one that has waited longest ends
     */
    public record Events(Duration gap, Optional<String> end, int longest, int mostOpen) {}

    /**
     * How sequences are put through the model.
     *
     * @param streamThreads threads that consume, each with its own micro-batches
     * @param modelThreads threads ONNX Runtime may use for a batch
     * @param batch sequences in a micro-batch, at most
     * @param linger how long a sequence waits for others, at most: the time from one commit to the next
     * @param longest symbols in a sequence, at most
     * @param sampled share of the sequences that are scored; the others are left out
     */
    public record Inference(
            int streamThreads, int modelThreads, int batch, Duration linger, int longest, double sampled) {}

    /**
     * How fidelity is watched.
     *
     * @param window length of a window, in event time
     * @param limits that a window is compared with
     * @param leastPositions positions that a window must hold to be judged
     * @param delta ADWIN's bound on false alarms
     * @param leastDrop changes that are smaller are not drift, however evident
     * @param tolerance how much less probable, as a share, the surrogate's first may be and still be the model's
     *     decision
     */
    public record Fidelity(
            Duration window, Limits limits, long leastPositions, double delta, double leastDrop, double tolerance) {}

    /**
     * How traffic is divided into segments, the fidelity of each of which is measured by itself.
     *
     * @param header the record header that names a record's segment
     * @param keySeparator what the record's key is cut at, its first part being the segment; only one of the two is set
     */
    public record Segments(Optional<String> header, Optional<String> keySeparator) {
        /** Segments that are distinguished; those that come later are {@code other}. */
        public static final int MOST = 32;
    }

    /**
     * How answers of the production endpoint are compared with the model's.
     *
     * @param tolerance of a probability
     * @param patience how long the answer to a logged request is waited for, or the request to a logged answer
     */
    public record Served(double tolerance, Duration patience) {}

    /**
     * When and how a new surrogate is distilled.
     *
     * @param sequences of recent traffic to distil from
     * @param least with how many of them to begin when no more come
     * @param patience how long to wait for more
     * @param cooldown between two distillations; doubles with each that did not help
     * @param longestPause the most it doubles to
     * @param budget the most that refinement may take
     * @param sample sequences of each summary that are kept as recent traffic, at most; all are until there are surrogates
     * @param surrogates names of those to distil; empty for all that the model allows
     * @param states of the finite automaton, at most; empty for as many as it takes
     */
    public record Extraction(
            int sequences,
            int least,
            Duration patience,
            Duration cooldown,
            Duration longestPause,
            int sample,
            Set<String> surrogates,
            OptionalInt rank,
            int prefixes,
            int suffixes,
            OptionalInt states,
            long seed,
            Duration budget) {}
}
