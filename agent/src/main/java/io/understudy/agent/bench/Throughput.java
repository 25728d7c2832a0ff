package io.understudy.agent.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Measures several contestants in turn, round after round, so that other load on the machine affects all of them;
 * reports the median of the rounds.
 */
final class Throughput {
    private static final int ROUNDS = 5;
    private static final int WARM_UP_ROUNDS = 2;
    private static final double NANOS = 1e9;

    private final double secondsEach;
    private final LongSupplier nanoTime;

    Throughput(double secondsEach, LongSupplier nanoTime) {
        this.secondsEach = secondsEach;
        this.nanoTime = nanoTime;
    }

    /** Something that is done over and over. */
    interface Contestant {
        /**
         * Does it once.
         *
         * @return how many symbols that were
         */
        long run();
    }

    /** One contestant and the number of threads that run it at the same time. */
    record Entry(Contestant contestant, int threads) {}

    /** Symbols in a second for each contestant. */
    double[] of(List<Entry> entries) {
        double[][] rates = new double[entries.size()][ROUNDS];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (int i = 0; i < rates.length; i++) {
                double rate = rate(entries.get(i));
                if (round >= 0) {
                    rates[i][round] = rate;
                }
            }
        }
        return Arrays.stream(rates)
                .mapToDouble(rounds -> Arrays.stream(rounds).sorted().toArray()[ROUNDS / 2])
                .toArray();
    }

    private double rate(Entry entry) {
        ExecutorService pool = Executors.newFixedThreadPool(entry.threads());
        try {
            long begun = nanoTime.getAsLong();
            long until = begun + (long) (secondsEach * NANOS);
            List<Future<Long>> running = new ArrayList<>();
            for (int thread = 0; thread < entry.threads(); thread++) {
                running.add(pool.submit(repeated(entry.contestant(), until)));
            }
            long symbols = 0;
            for (Future<Long> one : running) {
                symbols += one.get();
            }
            return symbols * NANOS / (nanoTime.getAsLong() - begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a contestant failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private Callable<Long> repeated(Contestant contestant, long until) {
        return () -> {
            long symbols = 0;
            while (nanoTime.getAsLong() < until) {
                symbols += contestant.run();
            }
            return symbols;
        };
    }
}
