package io.understudy.streams.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;

/**
 * Brings the meters of Kafka's and the JVM's binders into the form that Prometheus asks for ({@code promtool check
 * metrics}): no abbreviated units, no gauge called a count, no meter without a help text.
 */
final class PrometheusStyle implements MeterFilter {
    private static final String COUNT = ".count";

    @Override
    public Meter.Id map(Meter.Id id) {
        Meter.Id mapped = id;
        String name = id.getName().replaceAll("\\.ns(?=\\.|$)", ".nanos").replaceAll("\\.ms(?=\\.|$)", ".millis");
        if (name.endsWith(COUNT) && id.getType() == Meter.Type.GAUGE) {
            name = name.substring(0, name.length() - COUNT.length()) + "s";
        }
        if (!name.equals(id.getName())) {
            mapped = mapped.withName(name);
        }
        if ("ns".equals(id.getBaseUnit()) || "ms".equals(id.getBaseUnit())) {
            mapped = mapped.withBaseUnit("ns".equals(id.getBaseUnit()) ? "nanos" : "millis");
        }
        if (id.getDescription() == null || id.getDescription().isBlank()) {
            String words = NamingConvention.snakeCase.name(name, id.getType()).replace('_', ' ');
            mapped = new Meter.Id(
                    mapped.getName(), Tags.of(mapped.getTags()), mapped.getBaseUnit(), words, mapped.getType());
        }
        return mapped;
    }
}
