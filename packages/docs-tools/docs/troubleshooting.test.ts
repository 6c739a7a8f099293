/** Every line that docs/guides/troubleshooting.md quotes is a line that kfw writes: of its event, or in the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventLines } from '../../kfw/src/listeners/event-lines.js';
import type { EventLines } from '../../kfw/src/listeners/lines/event-line.js';
import { checkout, documentText } from './checkout.js';
import { codeIn, rowsOf } from './tables.js';

const published = ['core', 'transport-kafkajs', 'avro', 'kfw'];

function sourcesOf(name: string): string[] {
  const folder = path.join(checkout, 'packages', name, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
}

const sources = published.flatMap(sourcesOf);

/** Has the fields of every event. */
const work = { group: 'shop', topic: 'orders', partition: 3, consumer: 'OrdersConsumer', runningMs: 5_000 };
const sample = {
  ...work,
  offset: 7,
  firstOffset: 5,
  lastOffset: 9,
  attempt: 2,
  attempts: 2,
  outcome: 'retry',
  retryInMs: 1_000,
  restartInMs: 1_000,
  restarting: true,
  durationMs: 5_000,
  stalledForMs: 5_000,
  waitedMs: 5_000,
  sessionTimeoutMs: 30_000,
  maxAgeMs: 5_000,
  failures: 3,
  since: new Date(0),
  messages: 4,
  partitions: [{ topic: 'orders', partition: 3 }],
  offsets: [{ topic: 'orders', partition: 3, offset: 7 }],
  consumers: ['OrdersConsumer'],
  addresses: ['localhost:9092'],
  running: [work],
  memberId: 'shop-1',
  kind: 'retry',
  of: ['orders'],
  to: 'orders.dead',
  reason: 'why',
  state: 'running',
  lag: 3,
  key: null,
  bufferedMessages: 4,
  bufferedBytes: 400,
  subject: 'orders-value',
  format: 'json',
  isAppLoaded: true,
  error: new Error('why'),
};
const samples = [sample, { ...sample, restartInMs: undefined }];
const lineOf = eventLines({ verbose: false }) as Readonly<
  Record<string, (event: unknown) => ReturnType<EventLines['app.running']>>
>;

/** The parts between `…`, in this order. */
function patternOf(line: string, gap: string): RegExp {
  const parts = line.split('…').map((part) => part.trim());
  const escaped = parts.filter((part) => part !== '');
  return new RegExp(escaped.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(gap));
}

function isWritten(line: string, event: string | undefined): boolean {
  if (event === undefined) {
    const pattern = patternOf(line, String.raw`[\s\S]{1,160}?`);
    return sources.some((source) => pattern.test(source));
  }
  const pattern = patternOf(line, '.+?');
  return samples.some((given) => pattern.test(lineOf[event]?.(given).sentence ?? ''));
}

const cells = rowsOf(documentText('docs/guides/troubleshooting.md')).map(([line]) => codeIn(line));
const quoted = cells.flatMap((spans) => {
  const event = spans.find((span) => /^[a-z]+\.[a-zA-Z]+$/.test(span));
  return spans.filter((span) => span.includes(' ')).map((line) => ({ line, event }));
});

describe('the lines of troubleshooting', () => {
  it('are many', () => {
    expect(quoted.length).toBeGreaterThan(40);
  });

  it.each(quoted)('$line', ({ line, event }) => {
    expect(isWritten(line, event)).toBe(true);
  });

  it('are not found by chance', () => {
    expect(isWritten('still joining …: the broker has gone home', undefined)).toBe(false);
    expect(isWritten('left … as …', 'group.joined')).toBe(false);
  });

  it('name events and codes that exist', () => {
    const names = cells.flat().filter((span) => /^(?:KFW_[A-Z_]+|[a-z]+\.[a-zA-Z]+)$/.test(span));
    const known = ['errors', 'events'].flatMap((page) => rowsOf(documentText(`docs/reference/${page}.md`)));
    const documented = new Set(known.flatMap(([name]) => codeIn(name)));
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
  });
});
