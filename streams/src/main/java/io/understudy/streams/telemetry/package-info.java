/** Metrics, as Prometheus sees them. */
package io.understudy.streams.telemetry;
