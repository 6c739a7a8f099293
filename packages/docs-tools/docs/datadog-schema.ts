/**
 * A JSON Schema of the part of Datadog's dashboard API (v1) that kfw's dashboard uses, closed: a property that it does not name is an
 * error. Names and values are those of Datadog's own client, `@datadog/datadog-api-client`, which is too large to be installed for a test.
 */

const text = { type: 'string', minLength: 1 };

function closed(properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const list = (items: unknown) => ({ type: 'array', items, minItems: 1 });
const oneOf = (...values: readonly string[]) => ({ enum: values });

const query = closed(
  {
    data_source: oneOf('metrics'),
    name: text,
    query: text,
    aggregator: oneOf('avg', 'min', 'max', 'sum', 'last', 'area', 'l2norm', 'percentile'),
  },
  ['aggregator'],
);
const formula = closed(
  {
    formula: text,
    alias: text,
    number_format: closed({
      unit: closed({ type: oneOf('canonical_unit'), unit_name: oneOf('second', 'byte', 'fraction') }),
    }),
  },
  ['alias', 'number_format'],
);
const colour = closed({
  comparator: oneOf('=', '>', '>=', '<', '<='),
  value: { type: 'number' },
  palette: oneOf('white_on_green', 'white_on_yellow', 'white_on_red'),
});
const described = { title: text, description: text };
const scalar = { response_format: oneOf('scalar'), queries: list(query), formulas: list(formula) };

const timeseries = closed(
  {
    ...described,
    type: oneOf('timeseries'),
    show_legend: { type: 'boolean' },
    legend_layout: oneOf('auto', 'horizontal', 'vertical'),
    legend_columns: list(oneOf('value', 'avg', 'sum', 'min', 'max')),
    yaxis: closed({ include_zero: { type: 'boolean' } }),
    markers: list(
      closed({
        value: text,
        display_type: { type: 'string', pattern: '^(error|warning|info|ok) (dashed|solid|bold)$' },
      }),
    ),
    requests: list(
      closed({
        response_format: oneOf('timeseries'),
        queries: list(query),
        formulas: list(formula),
        display_type: oneOf('area', 'bars', 'line', 'overlay'),
      }),
    ),
  },
  ['markers'],
);
const queryValue = closed({
  ...described,
  type: oneOf('query_value'),
  autoscale: { type: 'boolean' },
  precision: { type: 'integer' },
  requests: { ...list(closed({ ...scalar, conditional_formats: list(colour) }, ['conditional_formats'])), maxItems: 1 },
});
const topList = closed({ ...described, type: oneOf('toplist'), requests: list(closed(scalar)) });

const size = { type: 'integer', minimum: 1, maximum: 12 };
const place = { type: 'integer', minimum: 0 };
const widget = (definition: unknown) =>
  closed({ definition, layout: closed({ x: place, y: place, width: size, height: { ...size, maximum: 100 } }) });

const group = closed({
  type: oneOf('group'),
  layout_type: oneOf('ordered'),
  title: text,
  show_title: { type: 'boolean' },
  background_color: text,
  widgets: list(widget({ anyOf: [timeseries, queryValue, topList] })),
});

export const datadogSchema = closed({
  title: text,
  description: text,
  layout_type: oneOf('ordered'),
  reflow_type: oneOf('fixed'),
  template_variables: list(closed({ name: text, prefix: text, defaults: list(text) })),
  widgets: list(widget(group)),
});
