/** The queries of the Grafana dashboard, as Grafana would send them with everything selected, and what Prometheus responds. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '@kfw/test-cluster';
import type { Prometheus } from './prometheus.js';

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly instant?: boolean }[];
}

interface DashboardQuery {
  /** Whether the panel shows values over time, and not only the one of now. */
  readonly isGraph: boolean;
  readonly row: string;
  readonly panel: string;
  readonly refId: string;
  readonly expr: string;
}

const file = 'packages/metrics/dashboards/kfw.json';

/** `rangeSeconds`: the time that the dashboard would show. */
async function dashboardQueries(rangeSeconds: number): Promise<readonly DashboardQuery[]> {
  const { panels } = JSON.parse(await readFile(path.join(checkout, file), 'utf8')) as {
    readonly panels: readonly Panel[];
  };
  const filled = (expr: string): string =>
    expr
      .replaceAll('$__rate_interval', `${rangeSeconds}s`)
      .replaceAll('$__range', `${rangeSeconds}s`)
      .replaceAll(/\$(job|instance|group|topic)\b/g, '.*');
  let row = '';
  return panels.flatMap((panel) => {
    if (panel.type === 'row') row = panel.title;
    const inside = panel.type === 'row' ? (panel.panels ?? []) : [panel];
    return inside.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr, instant = false }) => ({
        isGraph: !instant,
        row,
        panel: title,
        refId,
        expr: filled(expr),
      })),
    );
  });
}

export interface PanelValue {
  readonly row: string;
  /** With the letter of its query. */
  readonly panel: string;
  /** Those that have a number: NaN is not one. */
  readonly series: number;
  /** The largest, with its labels. */
  readonly value: string;
}

/** The values of every query, of a graph the largest. `rangeSeconds`: the time that the dashboard would show. */
export async function panelValues(prometheus: Prometheus, rangeSeconds: number): Promise<PanelValue[]> {
  const values: PanelValue[] = [];
  for (const { isGraph, row, panel, refId, expr } of await dashboardQueries(rangeSeconds)) {
    const asked = isGraph ? `max_over_time((${expr})[${rangeSeconds}s:5s])` : expr;
    const samples = (await prometheus.query(asked)).filter(({ value }) => Number.isFinite(value));
    const largest = samples.toSorted((one, other) => other.value - one.value)[0];
    const labels = Object.values(largest?.labels ?? {}).join(' ');
    values.push({
      row,
      panel: `${panel} ${refId}`,
      series: samples.length,
      value: `${largest?.value} ${labels}`.trim(),
    });
  }
  return values;
}
