// Writes the dashboards into the folder that is named: node build.mjs FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { board, curves, mine, numbers, rows } from './panels.mjs';

const rate = (metric, by, more = '') =>
  `sum by (${by}) (rate(${metric}{${mine}${more}}[$__rate_interval]))`;
const quantile = (q, metric, by) =>
  `histogram_quantile(${q}, sum by (${by}, le) (rate(${metric}_bucket{${mine}}[$__rate_interval])))`;
const streams = 'instance=~"$instance"';

const boards = {
  fidelity: board('understudy-fidelity', 'Fidelity', 'Whether the explanations still say what the model says.', [
    curves('Agreement', 'Share of positions at which surrogate and model put the same first, two latest windows, with the floor.', 'percentunit', [
      [`max by (surrogate) (understudy_agreement_ratio{${mine}})`, '{{surrogate}}'],
      [`max(understudy_fidelity_floor{${mine}})`, 'floor']]),
    curves('Positions behind the agreement', 'How many positions the agreement is a share of: few make it jump about.', 'short', [
      [`max by (surrogate) (understudy_agreement_positions{${mine}})`, '{{surrogate}}']]),
    curves('KL(model ‖ surrogate) of a sequence', 'Mean over its positions, in nats; quantiles over sequences.', 'short', [
      [quantile(0.5, 'understudy_kl_nats', 'surrogate'), '{{surrogate}} median'],
      [quantile(0.9, 'understudy_kl_nats', 'surrogate'), '{{surrogate}} 90 %'],
      [quantile(0.99, 'understudy_kl_nats', 'surrogate'), '{{surrogate}} 99 %']]),
    curves('Falls that are not made good', '1 from the moment that a detector tells a fall until agreement is back or a new surrogate is in force.', 'short', [
      [`max by (surrogate) (understudy_drift_active{${mine}})`, '{{surrogate}}']]),
    curves('Falls told', 'By the change detector (adwin) or because a window was below the floor.', 'short', [
      [`sum by (surrogate, detector) (understudy_drift_events_total{${mine}})`, '{{surrogate}} {{detector}}']]),
    curves('Distillations', 'By what asked for them and how they ended.', 'short', [
      [`sum by (trigger, outcome) (understudy_extractions_total{${mine}})`, '{{outcome}} ({{trigger}})']]),
    rows('Surrogates in force', 'Version and number of states of each.', 'short',
      `max by (surrogate, version, states) (understudy_surrogate_info{${mine}})`),
    numbers('Age of the surrogates', 'Since they were distilled.', 's', [
      [`max(understudy_surrogate_age_seconds{${mine}})`, 'age']]),
    numbers('Model files served', 'More than one under the same id: see ModelChanged in the runbook.', 'short', [
      [`count(count by (sha256) (understudy_model_info{${mine}}))`, 'files']]),
  ]),
  attractors: board('understudy-attractors', 'Attractors', 'Where the network is while it works.', [
    curves('Visits', 'Steps a second at each attractor; the most visited by name.', 'short', [
      [rate('understudy_attractor_visits_total', 'attractor'), '{{attractor}}']]),
    rows('Transitions', 'Ways from one attractor to another in the chosen time.', 'short',
      `sort_desc(sum by (from, to) (increase(understudy_attractor_transitions_total{${mine}}[$__range])))`),
    curves('Dwell', 'Steps that a sequence stays at an attractor without a break.', 'short', [
      [quantile(0.5, 'understudy_attractor_dwell_steps', 'model'), 'median'],
      [quantile(0.95, 'understudy_attractor_dwell_steps', 'model'), '95 %']]),
    curves('At no attractor', 'Share of the latest steps: the network is in places that it was not seen in at extraction.', 'percentunit', [
      [`max(understudy_off_attractor_ratio{${mine}})`, 'none']]),
    curves('Shift of the visits', 'Jensen–Shannon distance of the last 500 sequences from the reference, 0 to 1.', 'short', [
      [`max(understudy_attractor_shift{${mine}})`, 'distance'],
      [`max(understudy_attractor_shift_active{${mine}})`, 'shifted']]),
    curves('Shifts told', 'Times that a shift began.', 'short', [
      [`sum(understudy_attractor_shifts_total{${mine}})`, 'shifts']]),
  ]),
  operations: board('understudy-operations', 'Operations', 'Whether Understudy itself is well.', [
    curves('Sequences', 'A second, by what became of them.', 'short', [
      [rate('understudy_sequences_total', 'outcome'), '{{outcome}}']]),
    curves('Positions', 'Asked of the model, a second.', 'short', [
      [rate('understudy_positions_total', 'model'), 'positions']]),
    curves('Time of a micro-batch', 'By engine: the model, each surrogate, the attractors.', 's', [
      [quantile(0.5, 'understudy_inference_seconds', 'engine'), '{{engine}} median'],
      [quantile(0.99, 'understudy_inference_seconds', 'engine'), '{{engine}} 99 %']]),
    curves('Records behind', 'Sequences that have come and are not yet taken in.', 'short', [
      [`sum by (instance) (kafka_consumer_fetch_manager_records_lag{${streams},topic=~".+[.]sequences"})`, '{{instance}}']]),
    curves('Dead letters', 'Share of what comes that cannot be scored.', 'percentunit', [
      [`sum(rate(understudy_sequences_total{${mine},outcome="dead-letter"}[$__rate_interval])) / sum(rate(understudy_sequences_total{${mine}}[$__rate_interval]))`, 'dead letters']]),
    curves('Stream threads', 'Alive, and died since the start.', 'short', [
      [`sum by (instance) (kafka_stream_alive_stream_threads{${streams}})`, '{{instance}} alive'],
      [`sum by (instance) (kafka_stream_failed_stream_threads_total{${streams}})`, '{{instance}} died']]),
    curves('State stores', 'Writes a second.', 'short', [
      [`sum by (in_memory_state_id) (kafka_stream_state_put_rate{${streams}})`, '{{in_memory_state_id}}']]),
    curves('Time of a distillation', 'The longest of late, and the mean of all.', 's', [
      [`max(understudy_extraction_seconds_max{${mine}})`, 'longest'],
      [`sum(understudy_extraction_seconds_sum{${mine}}) / sum(understudy_extraction_seconds_count{${mine}})`, 'mean']]),
    curves('Memory of the JVM', 'Used, by area.', 'bytes', [
      [`sum by (instance, area) (jvm_memory_used_bytes{${streams}})`, '{{instance}} {{area}}']]),
    curves('Pauses of the JVM', 'Seconds of garbage collection a second.', 'percentunit', [
      [`sum by (instance) (rate(jvm_gc_pause_seconds_sum{${streams}}[$__rate_interval]))`, '{{instance}}']]),
    curves('Processor', 'Share of the machine that the process takes.', 'percentunit', [
      [`max by (instance) (process_cpu_usage{${streams}})`, '{{instance}}']]),
  ]),
};

for (const [name, built] of Object.entries(boards)) {
  writeFileSync(join(process.argv[2], `${name}.json`), JSON.stringify(built, null, 2) + '\n');
}
