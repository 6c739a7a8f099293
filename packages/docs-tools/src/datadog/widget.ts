/** The widgets of the Datadog dashboard, in the model of Datadog's dashboard API: what each kind has in common is said once here. */
import { type InstrumentName, instruments } from '@kfw/core';

export interface Query {
  readonly metric: InstrumentName;
  /** How values of several hosts and tags become one. `avg` and `max` of a distribution need no setting in Datadog. */
  readonly as: 'sum' | 'max' | 'avg' | 'count';
  readonly by?: readonly string[];
  /** Of counters, and of `sum` and `count` of distributions: per second, or in each interval of the graph. */
  readonly per?: 'second' | 'interval';
  /** A tag and its value, in lower case, as Datadog has it. */
  readonly where?: string;
  readonly alias?: string;
}

export interface WidgetOptions {
  readonly title: string;
  /** What it answers, or what to do when it looks bad. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** Over the queries `q1`, `q2`. Default: each of them. */
  readonly formula?: string;
  readonly unit?: 'second' | 'byte' | 'fraction';
  /** Of 12. */
  readonly width: number;
  /** Above it the number is red, and a line is drawn in a graph. */
  readonly limit?: number;
}

/** A widget without its place. */
export interface Widget {
  readonly width: number;
  readonly height: number;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The variables of the dashboard that every metric can be filtered by, and those of metrics that have the label. */
export const commonVariables = ['env', 'service', 'host'] as const;
export const labelVariables = ['group', 'topic'] as const;

function textOf({ metric, as, by = [], per, where }: Query): string {
  const { dotted, labels } = instruments[metric];
  const variables = [
    ...commonVariables,
    ...labelVariables.filter((label) => (labels as readonly string[]).includes(label)),
  ];
  const filter = [...variables.map((name) => `$${name}`), ...(where === undefined ? [] : [where])].join(',');
  const grouped = by.length === 0 ? '' : ` by {${by.join(',')}}`;
  return `${as}:${dotted}{${filter}}${grouped}${per === undefined ? '' : per === 'second' ? '.as_rate()' : '.as_count()'}`;
}

interface RequestOptions {
  readonly format: 'timeseries' | 'scalar';
  readonly style?: Readonly<Record<string, unknown>>;
}

function request({ queries, formula, unit }: WidgetOptions, { format, style = {} }: RequestOptions) {
  const formulas =
    formula === undefined ? queries.map(({ alias }, at) => [`q${at + 1}`, alias]) : [[formula, undefined]];
  return {
    response_format: format,
    queries: queries.map((query, at) => ({
      data_source: 'metrics',
      name: `q${at + 1}`,
      query: textOf(query),
      ...(format === 'scalar' && { aggregator: query.per === 'interval' ? 'sum' : 'last' }),
    })),
    formulas: formulas.map(([text, alias]) => ({
      formula: text,
      ...(alias !== undefined && { alias }),
      ...(unit !== undefined && { number_format: { unit: { type: 'canonical_unit', unit_name: unit } } }),
    })),
    ...style,
  };
}

const common = ({ title, description }: WidgetOptions) => ({ title, description });

/** One number, as of now or over the time that is shown. */
export function number(options: WidgetOptions): Widget {
  const { limit } = options;
  const colours = limit !== undefined && {
    conditional_formats: [
      { comparator: '>', value: limit, palette: 'white_on_red' },
      { comparator: '<=', value: limit, palette: 'white_on_green' },
    ],
  };
  const definition = {
    type: 'query_value',
    ...common(options),
    autoscale: true,
    precision: options.unit === undefined ? 0 : 1,
    requests: [{ ...request(options, { format: 'scalar' }), ...colours }],
  };
  return { width: options.width, height: 2, definition };
}

/** Values over time; bars for parts of a whole. */
export function graph(options: WidgetOptions & { readonly stacked?: boolean }): Widget {
  const { stacked = false, limit, width } = options;
  const style = { display_type: stacked ? 'bars' : 'line' };
  const definition = {
    type: 'timeseries',
    ...common(options),
    show_legend: true,
    legend_layout: 'auto',
    legend_columns: ['avg', 'max', 'value'],
    yaxis: { include_zero: true },
    ...(limit !== undefined && { markers: [{ value: `y = ${limit}`, display_type: 'error dashed' }] }),
    requests: [request(options, { format: 'timeseries', style })],
  };
  return { width, height: 3, definition };
}

/** The largest values with their tags. */
export function topList(options: WidgetOptions): Widget {
  const definition = { type: 'toplist', ...common(options), requests: [request(options, { format: 'scalar' })] };
  return { width: options.width, height: 3, definition };
}
