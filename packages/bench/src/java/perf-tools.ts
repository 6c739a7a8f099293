/** Java's own perf tools, which come with Apache Kafka: their arguments, and the rates that they print. */
import { measuringTool } from '@kfw/test-cluster';
import { benchError } from '../errors.js';

export interface JavaSending {
  readonly brokers: string;
  readonly topic: string;
  readonly messages: number;
  /** The kind of its records: `--record-size` or `--payload-file`, with its value. */
  readonly load: readonly string[];
  /** Settings of the producer, as `name=value`. The rest is Java's default: idempotent, acknowledged by all. */
  readonly properties?: readonly string[];
}

/**
 * Messages per second of ProducerPerformance, acknowledged. It has no messages to warm up with: they are in the figure.
 */
export async function sendWithJava({ brokers, topic, messages, load, properties = [] }: JavaSending): Promise<number> {
  const amount = ['--num-records', String(messages), '--throughput', '-1'];
  const producer = ['--producer-props', `bootstrap.servers=${brokers}`, ...properties];
  const sent = await measuringTool('org.apache.kafka.tools.ProducerPerformance', [
    ...['--topic', topic],
    ...load,
    ...amount,
    ...producer,
  ]);
  return Number(/([\d.]+) records\/sec[^\n]*\n?$/.exec(sent.stdout.trim())?.[1]);
}

export interface JavaReading {
  readonly brokers: string;
  readonly topic: string;
  readonly messages: number;
}

/** Messages per second of ConsumerPerformance, one member of a group; the time of joining is not counted. */
export async function readWithJava({ brokers, topic, messages }: JavaReading): Promise<number> {
  const from = ['--bootstrap-server', brokers, '--topic', topic, '--messages', String(messages)];
  const tool = 'org.apache.kafka.tools.ConsumerPerformance';
  const read = await measuringTool(tool, [...from, '--hide-header', '--timeout', '60000']);
  // start, end, MB, MB/s, messages, messages/s, rebalancing ms, fetching ms, MB/s and messages/s while fetching
  const columns = read.stdout.trim().split('\n').at(-1)?.split(', ').map(Number) ?? [];
  if (columns[4] !== messages)
    throw benchError('KFW_BENCH_MESSAGES_MISSING', { expected: messages, seen: columns[4] ?? 0 });
  return columns[9] ?? Number.NaN;
}
