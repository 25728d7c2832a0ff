package io.understudy.agent.terminal;

import io.understudy.agent.model.Progress;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Shows progress with what is left: one line that changes on a terminal, a line now and then elsewhere. A job that is
 * over at once stays silent.
 */
public final class TerminalProgress implements Progress {
    private static final Duration PAUSE_ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration PAUSE_ELSEWHERE = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private String stage = "";
    private Instant begun = Instant.EPOCH;
    private Instant shown = Instant.EPOCH;

    /**
     * @param terminal whether {@code out} can go back to the start of a line
     */
    public TerminalProgress(PrintStream out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public synchronized void report(String stage, long done, long of) {
        Instant now = clock.instant();
        if (!stage.equals(this.stage)) {
            this.stage = stage;
            begun = now;
            shown = now;
        }
        boolean last = done >= of;
        Duration pause = terminal ? PAUSE_ON_TERMINAL : PAUSE_ELSEWHERE;
        if (!last && Duration.between(shown, now).compareTo(pause) < 0) {
            return;
        }
        shown = now;
        Duration taken = Duration.between(begun, now);
        String line = "%s: %d %% of %,d%s".formatted(stage, of == 0 ? 100 : 100 * done / of, of, left(taken, done, of));
        if (terminal) {
            out.print("\r\u001b[2K" + line + (last ? System.lineSeparator() : ""));
            out.flush();
        } else {
            out.println(line);
        }
    }

    private static String left(Duration taken, long done, long of) {
        if (done >= of) {
            return ", %.1f s".formatted(taken.toMillis() / 1000.0);
        }
        if (done == 0) {
            return "";
        }
        return ", about %d s left".formatted(Math.round(taken.toMillis() / 1000.0 * (of - done) / done));
    }
}
