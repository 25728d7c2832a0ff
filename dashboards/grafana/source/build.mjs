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
    curves('Decision agreement', "Share of positions at which the surrogate's first is, by the model, about as probable as the model's own; two latest windows, with the floor below which a window is drift.", 'percentunit', [
      [`max by (surrogate) (understudy_decision_agreement_ratio{${mine}})`, '{{surrogate}}'],
      [`max by (surrogate) (understudy_fidelity_floor{${mine}})`, '{{surrogate}} floor']]),
    curves('Positions behind the fidelity', 'How many positions the two latest windows hold: few make the measures jump about.', 'short', [
      [`max by (surrogate) (understudy_agreement_positions{${mine}})`, '{{surrogate}}']]),
    curves('KL(model ‖ surrogate) of a sequence', 'Mean over its positions, in nats; quantiles over sequences.', 'short', [
      [quantile(0.5, 'understudy_kl_nats', 'surrogate'), '{{surrogate}} median'],
      [quantile(0.9, 'understudy_kl_nats', 'surrogate'), '{{surrogate}} 90 %'],
      [quantile(0.99, 'understudy_kl_nats', 'surrogate'), '{{surrogate}} 99 %']]),
    curves('Active drift', '1 from the moment that a drop is reported until fidelity is back or a new surrogate is in force; with the segment that contributes most.', 'short', [
      [`max by (surrogate, segment) (understudy_drift_active{${mine}})`, '{{surrogate}} {{segment}}']]),
    curves('Drift events', 'By the change detector (adwin) or because a window was beyond its limit (floor).', 'short', [
      [`sum by (surrogate, detector) (understudy_drift_events_total{${mine}})`, '{{surrogate}} {{detector}}']]),
    curves('Distillations', 'By what asked for them and how they ended.', 'short', [
      [`sum by (trigger, outcome) (understudy_extractions_total{${mine}})`, '{{outcome}} ({{trigger}})']]),
    rows('Surrogates in force', 'Version and number of states (of rules: phrases) of each.', 'short',
      `max by (surrogate, version, states) (understudy_surrogate_info{${mine}})`),
    numbers('Age of the surrogates', 'Since they were distilled.', 's', [
      [`max(understudy_surrogate_age_seconds{${mine}})`, 'age']]),
    numbers('Distillation stopped', '1 while no distillation is begun because the last one was no better and nothing has changed: see DistillationStopped in the runbook.', 'short', [
      [`max(understudy_distillation_stopped{${mine}})`, 'stopped']]),
    numbers('Model files served', 'More than one under the same id: see ModelChanged in the runbook.', 'short', [
      [`count(count by (sha256) (understudy_model_info{${mine}}))`, 'files']]),
    curves('Total variation', 'How far apart the two distributions are, 0 to 1, mean over the two latest windows; with the limit above which a window is drift.', 'percentunit', [
      [`max by (surrogate) (understudy_total_variation{${mine}})`, '{{surrogate}}'],
      [`max by (surrogate) (understudy_total_variation_limit{${mine}})`, '{{surrogate}} limit']]),
    curves('Regret and strict agreement', "What the model's own first is more probable than the surrogate's, mean; and the share of positions with the very same first, which near-ties lower.", 'percentunit', [
      [`max by (surrogate) (understudy_regret{${mine}})`, '{{surrogate}} regret'],
      [`max by (surrogate) (understudy_agreement_ratio{${mine}})`, '{{surrogate}} strict agreement']]),
    curves('Decision agreement by segment', 'In each segment of the traffic (segments.header), two latest windows.', 'percentunit', [
      [`max by (surrogate, segment) (understudy_segment_decision_agreement_ratio{${mine}})`, '{{surrogate}} {{segment}}']]),
    curves('Total variation by segment', 'In each segment of the traffic, two latest windows.', 'percentunit', [
      [`max by (surrogate, segment) (understudy_segment_total_variation{${mine}})`, '{{surrogate}} {{segment}}']]),
    curves('Coverage of the rules', 'Share of positions at which a phrase of the rules had a say in the answer; elsewhere they say their default. A fall means phrases that the rules do not know: see the runbook.', 'percentunit', [
      [`sum(rate(understudy_rules_positions_total{${mine},covered="yes"}[$__rate_interval])) / sum(rate(understudy_rules_positions_total{${mine}}[$__rate_interval]))`, 'covered']]),
    curves('Positions by segment', 'How many positions a segment has in the two latest windows.', 'short', [
      [`max by (surrogate, segment) (understudy_segment_positions{${mine}})`, '{{surrogate}} {{segment}}']]),
    curves('Changes of the model file', 'Times that an instance found another file, by how its answers compare with those before: surrogates stay for an equivalent one, for anything else they are distilled anew.', 'short', [
      [`sum by (verdict) (understudy_model_changes_total{${mine}})`, '{{verdict}}']]),
    curves('Model file refused', '1 while what lies in the model folder cannot be served, and an older file is: see ModelRefused in the runbook.', 'short', [
      [`max by (instance) (understudy_model_refused{${mine}})`, '{{instance}}']]),
    curves('Answers in production', 'A second: compared with what the file answers that is served here, and those that differ; logged responses without their request.', 'short', [
      [rate('understudy_served_compared_total', 'model'), 'compared'],
      [rate('understudy_served_disagreement_total', 'model'), 'differ'],
      [rate('understudy_served_unmatched_total', 'model'), 'without request']]),
  ]),
  attractors: board('understudy-attractors', 'Attractors', 'Where the network is while it works.', [
    curves('Visits', 'Steps a second at each attractor; the most visited by name.', 'short', [
      [rate('understudy_attractor_visits_total', 'attractor'), '{{attractor}}']]),
    rows('Transitions', 'Transitions from one attractor to another in the chosen time.', 'short',
      `sort_desc(sum by (from, to) (increase(understudy_attractor_transitions_total{${mine}}[$__range])))`),
    curves('Dwell', 'Steps that a sequence stays at an attractor without leaving it.', 'short', [
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
      [rate('understudy_sequences_total', 'outcome'), '{{outcome}}'],
      [rate('understudy_sequences_queried_total', 'model'), 'put to the model']]),
    curves('Positions', 'Of the sequences that were scored, a second.', 'short', [
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
