/** The Grafana dashboard of kfw, as JSON to import: `packages/metrics/dashboards/kfw.json`, which `npm run docs` writes. */
import { datasource, type Panel } from './panel.js';
import { connections } from './rows/connections.js';
import { failures } from './rows/failures.js';
import { groups } from './rows/groups.js';
import { overview } from './rows/overview.js';
import { processRow } from './rows/process.js';
import { producer } from './rows/producer.js';
import type { Row } from './rows/row.js';
import { topics } from './rows/topics.js';

const columns = 24;

/** Relative to the checkout. */
export const dashboardFile = 'packages/metrics/dashboards/kfw.json';

/** The text of the file. */
export function renderDashboard(): string {
  return `${JSON.stringify(dashboard(), undefined, 2)}\n`;
}

function dashboard() {
  return {
    uid: 'kfw',
    title: 'kfw',
    description:
      'Consumers and producers of an app made with kfw: is it stuck, how far behind, what failed, since when.',
    tags: ['kfw', 'kafka'],
    timezone: 'browser',
    editable: true,
    graphTooltip: 1,
    schemaVersion: 41,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    links: [],
    annotations: { list: [] },
    templating: { list: variables() },
    panels: placed([overview, topics, groups, failures, producer, connections, processRow]),
  };
}

/** Rows below each other; panels from left to right, with numbers that stay the same while their order does. */
function placed(rows: readonly Row[]) {
  const panels: unknown[] = [];
  let id = 1;
  let y = 0;
  for (const { title, collapsed, panels: below } of rows) {
    const header = { id: id++, type: 'row', title, collapsed, gridPos: { x: 0, y: y++, w: columns, h: 1 } };
    let x = 0;
    let height = 0;
    const inside = below.map((panel: Panel) => {
      if (x + panel.width > columns) {
        x = 0;
        y += height;
        height = 0;
      }
      const gridPos = { x, y, w: panel.width, h: panel.height };
      x += panel.width;
      height = Math.max(height, panel.height);
      return { id: id++, gridPos, ...panel.model };
    });
    y += height;
    // A closed row has its panels inside itself, an open one above them.
    if (collapsed) panels.push({ ...header, panels: inside });
    else panels.push({ ...header, panels: [] }, ...inside);
  }
  return panels;
}

function variables() {
  return [
    {
      name: 'datasource',
      label: 'Data source',
      type: 'datasource',
      query: 'prometheus',
      regex: '',
      hide: 0,
      refresh: 1,
      multi: false,
      includeAll: false,
      options: [],
    },
    labelVariable('job', 'App', 'label_values(kfw_info, job)'),
    labelVariable('instance', 'Process', 'label_values(kfw_info{job=~"$job"}, instance)'),
    labelVariable('group', 'Group', 'label_values(kfw_group_member{job=~"$job"}, group)'),
    labelVariable(
      'topic',
      'Topic',
      'label_values({__name__=~"kfw_consumer_messages_total|kfw_producer_messages_total", job=~"$job"}, topic)',
    ),
  ];
}

function labelVariable(name: string, label: string, query: string) {
  return {
    name,
    label,
    type: 'query',
    datasource,
    query: { qryType: 5, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    definition: query,
    regex: '',
    sort: 1,
    hide: 0,
    refresh: 2,
    multi: true,
    includeAll: true,
    // Everything also includes series without the label.
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
    options: [],
  };
}
