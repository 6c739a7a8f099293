/** A plan for people: a block per topic, a line per key, old → new. */
import type { TopicChange, TopicReport, TopicsPlan } from '@kfw/operating';
import { type Colors, createColors } from '../../logging/colors.js';
import { shownSeconds } from '../rendering/progress.js';
import { useOf } from './uses.js';

/** Without a line end. The colours are those of the terminal by default. */
export function renderPlan({ changes, reports }: TopicsPlan, colors: Colors = createColors()): string {
  const byTopic = Map.groupBy(changes, ({ topic }) => topic);
  const blocks = Array.from(byTopic.values(), (ofTopic) => blockOf(ofTopic, colors));
  const left = reports.map((report) => `${colors.magenta('!')} ${report.topic}: ${sentenceOf(report)}`);
  return [...blocks, ...left].join('\n');
}

function blockOf(changes: readonly TopicChange[], colors: Colors): string {
  const [first] = changes;
  if (first === undefined) return '';
  const isNew = first.action === 'create';
  const sign = isNew ? colors.green('+') : colors.yellow('~');
  const use = useOf(first);
  const head = `${sign} ${colors.bold(first.topic)}${isNew ? ' is created' : ''}${use === '' ? '' : colors.dim(` (${use})`)}`;
  const lines = changes.flatMap(linesOf);
  const width = Math.max(...lines.map(({ key }) => key.length));
  const shown = lines.map(({ key, from, to }) => {
    const before = from === undefined ? '' : `${colors.red(from)} → `;
    return `    ${key.padEnd(width)}  ${before}${colors.green(to)}`;
  });
  return [head, ...shown].join('\n');
}

interface Line {
  readonly key: string;
  readonly from?: string;
  readonly to: string;
}

const byDefault = "the cluster's default";

function linesOf(change: TopicChange): Line[] {
  switch (change.action) {
    case 'create':
      return [
        { key: 'partitions', to: String(change.partitions ?? byDefault) },
        { key: 'replication factor', to: String(change.replicationFactor ?? byDefault) },
        ...Object.entries(change.config).map(([key, value]) => ({ key, to: shownValue(key, value) })),
      ];
    case 'addPartitions':
      return [{ key: 'partitions', from: String(change.from), to: String(change.to) }];
    case 'alterConfigs':
      return change.configs.map(({ name, from, to }) => ({
        key: name,
        from: from === null ? '(hidden)' : shownValue(name, from),
        to: shownValue(name, to),
      }));
  }
}

/** Numbers of milliseconds get their meaning: `604800000 (7 d)`. */
function shownValue(key: string, value: string): string {
  if (value === '') return '(empty)';
  const ms = Number(value);
  const isTime = key.endsWith('.ms') && Number.isSafeInteger(ms) && ms >= 1_000;
  return isTime ? `${value} (${shownSeconds(ms / 1_000)})` : value;
}

export function sentenceOf(report: TopicReport): string {
  switch (report.kind) {
    case 'fewerPartitions':
      return `it has ${report.from} partitions instead of ${report.to}. Kafka cannot remove partitions: nothing is changed.`;
    case 'replicationFactor':
      return `its replication factor is ${report.from} instead of ${report.to}. Replicas are moved with kafka-reassign-partitions: nothing is changed.`;
    case 'tooFewBrokers':
      return `${report.to} replicas need as many brokers, and the cluster has ${report.brokers === 1 ? 'one broker' : `${report.brokers} brokers`}. It is not created.`;
    case 'unknownConfig':
      return `the cluster has no topic setting ${report.name}; it is left out.`;
  }
}
