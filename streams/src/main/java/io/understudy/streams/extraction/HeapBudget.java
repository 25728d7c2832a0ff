package io.understudy.streams.extraction;

import io.understudy.agent.model.InvalidInputException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * How much of the heap may be in use while a distillation runs. What it takes beyond that would be missing where
 * sequences are scored, so it is ended; it fails alone.
 */
final class HeapBudget {
    /** Of the old generation, right after it was collected. */
    private static final double SHARE = 0.8;

    private static final double MEGABYTE = 1 << 20;

    /** Where what lives long is; only such pools have a threshold. */
    private final List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();

    /**
     * To be called again and again.
     *
     * @throws InvalidInputException if it is used up
     */
    void check() {
        for (MemoryPoolMXBean pool : old) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (usage != null && usage.getMax() > 0 && usage.getUsed() > SHARE * usage.getMax()) {
                throw exhausted("%.0f of %.0f MB of heap are in use"
                        .formatted(usage.getUsed() / MEGABYTE, usage.getMax() / MEGABYTE));
            }
        }
    }

    /** What to do where an allocation failed before a check could tell. */
    static InvalidInputException exhausted(String found) {
        return new InvalidInputException("the distillation takes too much memory: " + found
                + "; give the process more (-Xmx), or lower extraction.prefixes, extraction.suffixes or "
                + "extraction.sequences");
    }
}
