package io.understudy.streams.demo;

import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.model.Progress;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.AttractorShift;
import io.understudy.streams.topic.DriftEvent.DistillationStopped;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.DriftEvent.ExtractionRequested;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the demo as it happens: events as lines, the state as one line that changes (on a terminal). */
final class DemoOutput implements Progress {
    private static final Duration PAUSE_ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration PAUSE_ELSEWHERE = Duration.ofSeconds(5);
    private static final int BAR = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private final Instant begun;
    private Instant shown = Instant.EPOCH;
    private String work = "";

    DemoOutput(PrintStream out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.begun = clock.instant();
    }

    synchronized void say(String text) {
        out.println((terminal ? "\r\u001b[2K" : "") + "%5.1f s  ".formatted(seconds()) + text);
        out.flush();
    }

    private double seconds() {
        return Duration.between(begun, clock.instant()).toMillis() / 1000.0;
    }

    void print(DriftEvent event) {
        if (event instanceof Drift drift) {
            say("DRIFT: %s of '%s' v%d went from %.3f to %.3f (%s, %,d %s)%s"
                    .formatted(
                            drift.measure() == Measure.DECISION_AGREEMENT ? "decision agreement" : "total variation",
                            drift.surrogate(),
                            drift.version(),
                            drift.before(),
                            drift.after(),
                            drift.detector(),
                            drift.count(),
                            drift.detector().equals("floor") ? "positions" : "sequences",
                            because(drift)));
        } else if (event instanceof AttractorShift shift) {
            say("ATTRACTOR SHIFT: visits are %.3f from the reference (usual at most %.3f) over %,d sequences; %s"
                    .formatted(
                            shift.distance(),
                            shift.usual(),
                            shift.sequences(),
                            shift.shares().entrySet().stream()
                                    .limit(2)
                                    .map(share -> "%s %.0f %% → %.0f %%"
                                            .formatted(
                                                    share.getKey(),
                                                    100 * share.getValue().before(),
                                                    100 * share.getValue().after()))
                                    .collect(Collectors.joining(", "))));
        } else if (event instanceof DistillationStopped) {
            say("no better explanation can be distilled from this traffic; no more tries until it changes");
        } else if (event instanceof ExtractionRequested queried) {
            say("distilling from %,d recent sequences (trigger: %s)".formatted(queried.sequences(), queried.trigger()));
        } else if (event instanceof ExtractionDecided decided) {
            work = "";
            say(
                    "%s v%d after %.1f s: on %,d held-out sequences the challenger's decision agreement is %s, the incumbent's %s%s"
                            .formatted(
                                    decided.outcome().toUpperCase(Locale.ROOT),
                                    decided.version(),
                                    decided.seconds(),
                                    decided.heldOut(),
                                    ratio(decided.decisionAgreementChallenger()),
                                    ratio(decided.decisionAgreementIncumbent()),
                                    decided.reason() == null ? "" : " (" + decided.reason() + ")"));
        }
    }

    private static String because(Drift drift) {
        return drift.contributions().isEmpty()
                ? ""
                : "; most of it from "
                        + drift.contributions().stream()
                                .limit(2)
                                .map(one -> "%s %s (%s → %.3f)"
                                        .formatted(
                                                one.dimension().key(), one.value(), ratio(one.before()), one.after()))
                                .collect(Collectors.joining(", "));
    }

    @Override
    public synchronized void report(String stage, long done, long of) {
        work = done >= of ? "" : "%s %d %%".formatted(stage, of == 0 ? 100 : 100 * done / of);
    }

    /** Whether it is time to {@link #show} again. */
    boolean due() {
        Duration pause = terminal ? PAUSE_ON_TERMINAL : PAUSE_ELSEWHERE;
        return Duration.between(shown, clock.instant()).compareTo(pause) >= 0;
    }

    synchronized void show(String phase, long sent, long verdicts, long version, Double agreement) {
        shown = clock.instant();
        String line = "%s | %,d in, %,d verdicts | %s, decision agreement %s%s"
                .formatted(
                        phase,
                        sent,
                        verdicts,
                        version == 0 ? "no surrogate yet" : "surrogate v" + version,
                        ratio(agreement) + (terminal && agreement != null ? " " + bar(agreement) : ""),
                        work.isEmpty() ? "" : " | " + work);
        if (terminal) {
            out.print("\r\u001b[2K%5.1f s  ".formatted(seconds()) + line);
            out.flush();
        } else {
            say(line);
        }
    }

    private static String bar(double share) {
        int full = (int) Math.round(share * BAR);
        return "█".repeat(full) + "░".repeat(BAR - full);
    }

    static String ratio(Double ratio) {
        return ratio == null ? "–" : "%.3f".formatted(ratio);
    }
}
