/**
 * The embedded broker compared with Apache Kafka, each in a separate process with its data on disk: throughput by
 * Java's own tools, the time from an empty folder to a broker that serves clients and groups (for Kafka this includes
 * formatting the folder), the time of the next start, and the resident memory of a broker that has just started.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedProcess, type KafkaCluster, kafkaTool, startKafka } from '@kfw/test-cluster';
import { freshName } from '../cluster/bench-cluster.js';
import { residentBytes } from '../cluster/resident-bytes.js';
import { interleave } from '../figures/interleave.js';
import { type Row, rowOf, type Unit } from '../figures/row.js';
import { readWithJava, sendWithJava } from '../java/perf-tools.js';
import { partitionCount, recordBytes } from '../records/numbered-records.js';
import type { Bench, BenchOptions } from './bench.js';

const participants = ['embedded', 'apache-kafka'] as const;
type Participant = (typeof participants)[number];

interface Sample {
  readonly start: number;
  readonly restart: number;
  readonly memory: number;
  readonly produce: number;
  readonly consume: number;
}

const rows: readonly { readonly bench: string; readonly unit: Unit; readonly figure: keyof Sample }[] = [
  { bench: 'broker.produce', unit: 'messages/s', figure: 'produce' },
  { bench: 'broker.consume', unit: 'messages/s', figure: 'consume' },
  { bench: 'broker.start', unit: 'ms', figure: 'start' },
  { bench: 'broker.restart', unit: 'ms', figure: 'restart' },
  { bench: 'broker.memory', unit: 'bytes', figure: 'memory' },
];

export const broker: Bench = {
  summary:
    "the embedded broker compared with Apache Kafka, by Java's perf tools (broker.produce, .consume, .start, .restart, .memory)",
  async run(options: BenchOptions): Promise<Row[]> {
    const { runs, print } = options;
    const taken = await interleave<Participant, Sample>({
      participants,
      runs,
      async measure(participant, run) {
        const sample = await (participant === 'embedded' ? measureEmbedded(options) : measureKafka(options));
        const { start, restart, memory, produce, consume } = sample;
        const rates = `${Math.round(produce)} in and ${Math.round(consume)} out per second`;
        print(
          `broker ${run}/${runs} ${participant}: ${Math.round(start)} and ${Math.round(restart)} ms, ${Math.round(memory / 2 ** 20)} MiB, ${rates}`,
        );
        return sample;
      },
    });
    return rows.map(({ bench, unit, figure }) => {
      const figures = (name: Participant) => (taken.get(name) ?? []).map((sample) => sample[figure]);
      return rowOf({ bench, unit, kfw: figures('embedded'), peers: { 'apache-kafka': figures('apache-kafka') } });
    });
  },
};

async function measureEmbedded({ messages }: BenchOptions): Promise<Sample> {
  const data = await mkdtemp(path.join(tmpdir(), 'kfw-bench-broker-'));
  const embedded = new EmbeddedProcess({ data });
  try {
    await embedded.start();
    const start = embedded.startedInMs;
    await embedded.kill('SIGTERM');
    const { brokers } = await embedded.start();
    const memory = await residentBytes(embedded.pid);
    return { start, restart: embedded.startedInMs, memory, ...(await throughput(brokers, messages)) };
  } finally {
    await embedded.kill('SIGTERM');
    await rm(data, { recursive: true, force: true });
  }
}

async function measureKafka({ messages }: BenchOptions): Promise<Sample> {
  let cluster: KafkaCluster | undefined;
  try {
    const startedAt = performance.now();
    cluster = await startKafka({ registry: false, forSpeed: true });
    const start = performance.now() - startedAt;
    const [node] = cluster.nodes;
    await node?.kill('SIGTERM');
    const restartedAt = performance.now();
    await node?.start();
    const restart = performance.now() - restartedAt;
    const memory = await residentBytes(node?.pid ?? 0);
    return { start, restart, memory, ...(await throughput(cluster.brokers, messages)) };
  } finally {
    await cluster?.stop();
  }
}

/** Idempotent and acknowledged by all, as Java's producer does by default; read by one member of a group. */
async function throughput(brokers: string, messages: number): Promise<Pick<Sample, 'produce' | 'consume'>> {
  const topic = freshName('topic');
  const to = ['--bootstrap-server', brokers];
  const create = ['--create', '--topic', topic, '--partitions', String(partitionCount), '--replication-factor', '1'];
  await kafkaTool('org.apache.kafka.tools.TopicCommand', [...to, ...create]);
  const load = ['--record-size', String(recordBytes)];
  const produce = await sendWithJava({ brokers, topic, messages, load });
  return { produce, consume: await readWithJava({ brokers, topic, messages }) };
}
