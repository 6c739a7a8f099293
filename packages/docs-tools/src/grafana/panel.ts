/** The panels of the dashboard, in Grafana's model of them: what each kind has in common is said once here. */

export interface Query {
  readonly expr: string;
  /** With labels: `{{topic}}`. */
  readonly legend: string;
}

/** Where a colour begins. */
export interface Threshold {
  readonly value: number;
  readonly color: 'green' | 'orange' | 'red' | 'blue';
}

export interface PanelOptions {
  readonly title: string;
  /** What the panel answers, or what to do when it looks bad. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** By Grafana's names: `s`, `bytes`, `short`, `percentunit`. */
  readonly unit: string;
  /** Of 24. */
  readonly width: number;
  readonly thresholds?: readonly Threshold[];
  readonly decimals?: number;
}

/** A panel without its place. */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly model: Readonly<Record<string, unknown>>;
}

export const datasource = { type: 'prometheus', uid: '$datasource' };

const heights = { stat: 4, graph: 8 };

/** Green below the first. */
const steps = (thresholds: readonly Threshold[]) => ({
  mode: 'absolute',
  steps: [{ value: null, color: 'green' }, ...thresholds],
});

const targets = (queries: readonly Query[], more: Readonly<Record<string, unknown>>) =>
  queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    expr,
    legendFormat: legend,
    ...more,
  }));

const common = ({ title, description }: PanelOptions) => ({ title, description, datasource });

/** One number, as of now, in the colour of its threshold. */
export function stat(options: PanelOptions): Panel {
  const { unit, width, queries, thresholds = [], decimals } = options;
  return {
    width,
    height: heights.stat,
    model: {
      type: 'stat',
      ...common(options),
      targets: targets(queries, { instant: true, range: false }),
      fieldConfig: {
        defaults: {
          unit,
          ...(decimals !== undefined && { decimals }),
          color: { mode: 'thresholds' },
          thresholds: steps(thresholds),
          noValue: '–',
        },
        overrides: [],
      },
      options: {
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        colorMode: 'background',
        graphMode: 'none',
        justifyMode: 'auto',
        textMode: 'auto',
        orientation: 'auto',
        wideLayout: true,
        showPercentChange: false,
        percentChangeColorMode: 'standard',
      },
    },
  };
}

export interface TimeSeriesOptions extends PanelOptions {
  /** One above the other, for parts of a whole. */
  readonly stacked?: boolean;
  /** Of the legend. Default: the last value and the maximum. */
  readonly calcs?: readonly string[];
}

/** Values over time; a threshold is a dashed line. */
export function timeSeries(options: TimeSeriesOptions): Panel {
  const { unit, width, queries, thresholds = [], stacked = false, calcs = ['lastNotNull', 'max'], decimals } = options;
  return {
    width,
    height: heights.graph,
    model: {
      type: 'timeseries',
      ...common(options),
      targets: targets(queries, { range: true }),
      fieldConfig: {
        defaults: {
          unit,
          min: 0,
          ...(decimals !== undefined && { decimals }),
          color: { mode: 'palette-classic-by-name' },
          ...(thresholds.length > 0 && { thresholds: steps(thresholds) }),
          custom: {
            drawStyle: 'line',
            lineInterpolation: 'linear',
            lineWidth: 1,
            fillOpacity: stacked ? 40 : 10,
            showPoints: 'never',
            spanNulls: false,
            stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
            thresholdsStyle: { mode: thresholds.length > 0 ? 'dashed' : 'off' },
          },
        },
        overrides: [],
      },
      options: {
        legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs },
        tooltip: { mode: 'multi', sort: 'desc', hideZeros: true },
      },
    },
  };
}

/** The buckets of a histogram over time. One query, whose legend is `{{le}}`. */
export function heatmap(options: PanelOptions): Panel {
  const { unit, width, queries } = options;
  return {
    width,
    height: heights.graph,
    model: {
      type: 'heatmap',
      ...common(options),
      targets: targets(queries, { range: true, format: 'heatmap' }),
      fieldConfig: { defaults: {}, overrides: [] },
      options: {
        calculate: false,
        color: { mode: 'scheme', scheme: 'Oranges', fill: 'dark-orange', exponent: 0.5, steps: 64, reverse: false },
        cellGap: 1,
        cellValues: { unit: 'cps' },
        exemplars: { color: 'rgba(255,0,255,0.7)' },
        filterValues: { le: 1e-9 },
        legend: { show: true },
        rowsFrame: { layout: 'auto' },
        showValue: 'never',
        tooltip: { mode: 'single', yHistogram: true },
        yAxis: { axisPlacement: 'left', unit },
      },
    },
  };
}

/** A state over time, 0 or more, in the colours of the thresholds. */
export function stateTimeline(options: PanelOptions): Panel {
  const { unit, width, queries, thresholds = [] } = options;
  return {
    width,
    height: heights.graph,
    model: {
      type: 'state-timeline',
      ...common(options),
      targets: targets(queries, { range: true }),
      fieldConfig: {
        defaults: {
          unit,
          color: { mode: 'thresholds' },
          thresholds: steps(thresholds),
          custom: { fillOpacity: 80, lineWidth: 0 },
        },
        overrides: [],
      },
      options: {
        alignValue: 'left',
        legend: { displayMode: 'list', placement: 'bottom', showLegend: false, calcs: [] },
        mergeValues: true,
        rowHeight: 0.8,
        showValue: 'never',
        tooltip: { mode: 'single', sort: 'none' },
      },
    },
  };
}
