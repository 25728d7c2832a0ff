import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

const source = { type: 'prometheus', uid: '${datasource}' };

/** What every metric of ours is chosen by. */
export const mine = 'model="$model",instance=~"$instance"';

const query = (expr, legend, refId) =>
  new prometheus.DataqueryBuilder().expr(expr).legendFormat(legend).refId(refId);

const fill = (panel, title, description, unit, queries) => {
  panel.title(title).description(description).unit(unit).datasource(source).noValue('none yet');
  queries.forEach(([expr, legend], i) => panel.withTarget(query(expr, legend, String.fromCharCode(65 + i))));
  return panel;
};

/** Curves over time. */
export const curves = (title, description, unit, queries) =>
  fill(new timeseries.PanelBuilder().height(8).span(12).fillOpacity(8).lineWidth(1), title, description, unit, queries);

/** Numbers as they are now. */
export const numbers = (title, description, unit, queries) =>
  fill(new stat.PanelBuilder().height(4).span(6), title, description, unit, queries);

/** A table of what is now. */
export const rows = (title, description, unit, expr) => {
  const panel = new table.PanelBuilder().height(8).span(12).title(title).description(description).unit(unit)
    .datasource(source).noValue('none yet');
  return panel.withTarget(query(expr, '', 'A').instant().format('table'));
};

const variable = (name, label, definition) =>
  new dashboard.QueryVariableBuilder(name).label(label).datasource(source).query(definition)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged).sort(dashboard.VariableSort.AlphabeticalAsc);

const annotation = (name, colour, expr, title) =>
  new dashboard.AnnotationQueryBuilder().name(name).datasource(source).enable(true).iconColor(colour)
    .expr(expr).titleFormat(title).step('15s');

/** A counter's growth since the last look; its birth counts too. */
const born = (sum) => `(${sum}) - ((${sum.replace(/\}\)$/, '} offset 15s)')}) or (${sum}) * 0) > 0`;

/** A dashboard with the variables, links and events that all of them share. */
export const board = (uid, title, description, panels) => {
  const built = new dashboard.DashboardBuilder(`Understudy: ${title}`)
    .uid(uid).description(description).tags(['understudy']).editable().refresh('10s')
    .time({ from: 'now-1h', to: 'now' }).tooltip(dashboard.DashboardCursorSync.Crosshair)
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(variable('model', 'Model', 'label_values(understudy_sequences_total, model)'))
    .withVariable(variable('instance', 'Instance', 'label_values(understudy_sequences_total{model="$model"}, instance)')
      .includeAll(true).multi(true).allValue('.*'))
    .link(new dashboard.DashboardLinkBuilder('Understudy').type('dashboards').tags(['understudy']).keepTime(true)
      .includeVars(true))
    .annotation(annotation('Drift', 'red',
      born(`sum by (surrogate, detector) (understudy_drift_events_total{${mine}})`), 'drift of {{surrogate}} ({{detector}})'))
    .annotation(annotation('Distillation', 'green',
      born(`sum by (outcome) (understudy_extractions_total{${mine}})`), 'distillation {{outcome}}'))
    .annotation(annotation('Attractor shift', 'orange',
      born(`sum by (model) (understudy_attractor_shifts_total{${mine}})`), 'attractor shift'));
  panels.forEach((panel, i) => built.withPanel(panel.id(i + 1)));
  return built.build();
};
