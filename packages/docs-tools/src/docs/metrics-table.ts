/** The tables of docs/reference/metrics.md, from the instruments of core: between two comments, written whole. */
import { type Instrument, instruments } from '@kfw/core';

const table = /^(<!-- (metrics|names of metrics) -->\n)[\s\S]*?^(<!-- end of metrics -->)$/gm;

/** The document with its tables of metrics written again. */
export function withMetricsTables(text: string): string {
  return text.replace(table, (_whole, start: string, kind: string, end: string) =>
    [start, ...(kind === 'metrics' ? metricRows() : nameRows()), '', end].join('\n'),
  );
}

const all: readonly (readonly [string, Instrument])[] = Object.entries(instruments);

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
    '| Metric | StatsD and OpenTelemetry | Unit (UCUM) |',
    '|---|---|---|',
    ...all.map(([name, { dotted, unit }]) => row([code(name), code(dotted), code(unit)])),
  ];
}

const code = (text: string): string => `\`${text}\``;

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
