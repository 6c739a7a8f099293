/** The tables of docs/reference/metrics.md, from the instruments of core: between two comments, written whole. */
import { type Instrument, type InstrumentName, instruments } from '@kfw/core';
import { metricName } from '@kfw/opentelemetry';

const table = /^(<!-- (metrics|names of metrics) -->\n)[\s\S]*?^(<!-- end of metrics -->)$/gm;

/** The document with its tables of metrics written again. */
export function withMetricsTables(text: string): string {
  return text.replace(table, (_whole, start: string, kind: string, end: string) =>
    [start, ...(kind === 'metrics' ? metricRows() : nameRows()), '', end].join('\n'),
  );
}

const all = Object.entries(instruments) as readonly (readonly [InstrumentName, Instrument])[];

function metricRows(): string[] {
  return [
    '| Metric | Kind | Labels | Meaning |',
    '|---|---|---|---|',
    ...all.map(([name, { kind, labels, perPartition, help }]) =>
      row([code(name), kind, [...labels, ...(perPartition ? ['partition'] : [])].map(code).join(', '), help]),
    ),
  ];
}

function nameRows(): string[] {
  return [
    '| Metric | StatsD and Datadog | OpenTelemetry | Unit (UCUM) |',
    '|---|---|---|---|',
    ...all.map(([name, { dotted, unit }]) => row([name, dotted, metricName(name), unit].map(code))),
  ];
}

const code = (text: string): string => `\`${text}\``;

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
