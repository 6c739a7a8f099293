/**
 * Grafana's model of a dashboard, from the types that Grafana publishes (they are generated from the schema of its source). Theirs
 * leave the options of a panel open, as any plugin may be one: here each kind of panel that the dashboard has is closed.
 */
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

type Query = Omit<prometheus.Dataquery, '_implementsDataqueryVariant'>;

interface PanelOf<Type extends string, Options, Custom>
  extends Omit<dashboard.Panel, 'type' | 'targets' | 'options' | 'fieldConfig'> {
  type: Type;
  targets: Query[];
  options: Options;
  fieldConfig: Omit<dashboard.FieldConfigSource, 'defaults'> & {
    defaults: Omit<dashboard.FieldConfig, 'custom'> & { custom?: Custom };
  };
}

type Panel =
  | PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | PanelOf<'stat', stat.Options, never>
  | PanelOf<'table', table.Options, table.FieldConfig>
  | PanelOf<'heatmap', heatmap.Options, heatmap.FieldConfig>
  | PanelOf<'state-timeline', statetimeline.Options, statetimeline.FieldConfig>;

interface Row extends Omit<dashboard.RowPanel, 'panels'> {
  panels: Panel[];
}

export interface GrafanaDashboard extends Omit<dashboard.Dashboard, 'panels'> {
  panels: (Panel | Row)[];
}
