/**
 * Compressed topics, by codec: records per second that a group of one member reads, and that are sent and
 * acknowledged. kfw is compared with @platformatic/kafka and Java's own perf tools, which come with Apache Kafka.
 *
 * The topic that is read is the same for all: 200-byte JSON records in batches of 250, which compressed is about the
 * 16 KiB of Java's `batch.size`. Batches that are sent have the size that each client gives them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BenchCluster, freshName } from '../cluster/bench-cluster.js';
import { interleave } from '../figures/interleave.js';
import { type Row, rowOf } from '../figures/row.js';
import { readWithJava, sendWithJava } from '../java/perf-tools.js';
import { partitionCount } from '../records/numbered-records.js';
import { orderOf } from '../records/order-records.js';
import { runJob } from '../runs/run-job.js';
import type { Bench, BenchOptions } from './bench.js';
import { checkAcknowledged } from './check-acknowledged.js';
import { checkCommits } from './check-commits.js';
import { samplesOf } from './samples-of.js';

const codecs = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
type Codec = (typeof codecs)[number];

const peers = ['platformatic', 'java'] as const;
const participants = ['kfw', ...peers] as const;
type Participant = (typeof participants)[number];

const perBatch = 250;
const payloadsOfJava = 1_000;

interface Run {
  readonly cluster: BenchCluster;
  readonly codec: Codec;
  readonly messages: number;
}

export const compressed: Bench = {
  summary:
    "messages per second, read and sent, by codec, compared with Java's perf tools (compressed.consume.gzip, .produce.zstd, …)",
  async run(options: BenchOptions): Promise<Row[]> {
    const { cluster, messages } = options;
    const rows: Row[] = [];
    for (const codec of codecs) {
      const topic = await cluster.createFilledTopic(messages, { payloadOf: orderOf, compression: codec, perBatch });
      const run = { cluster, codec, messages };
      rows.push(await rowFrom(`compressed.consume.${codec}`, options, (name) => consume(name, { ...run, topic })));
    }
    for (const codec of codecs) {
      const run = { cluster, codec, messages };
      rows.push(await rowFrom(`compressed.produce.${codec}`, options, (name) => produce(name, run)));
    }
    return rows;
  },
};

async function rowFrom(
  bench: string,
  { runs, print }: BenchOptions,
  measure: (name: Participant) => Promise<number>,
): Promise<Row> {
  const taken = await interleave({
    participants,
    runs,
    async measure(name: Participant, run) {
      const perSecond = await measure(name);
      print(`${bench} ${run}/${runs} ${name}: ${Math.round(perSecond).toLocaleString('en-US')} messages/s`);
      return perSecond;
    },
  });
  return rowOf({ bench, unit: 'messages/s', ...samplesOf(taken, 'kfw', peers) });
}

async function consume(name: Participant, { cluster, messages, topic }: Run & { topic: string }): Promise<number> {
  const { brokers } = cluster;
  if (name === 'java') return readWithJava({ brokers, topic, messages });
  const group = freshName('group');
  const peer = name === 'kfw' ? 'kfw.batch' : name;
  const [perSecond = Number.NaN] = await runJob({ measure: 'consume', peer, brokers, topic, group, messages });
  // The records are checked for each peer; its last commit is checked in `consume`.
  if (name === 'kfw') await checkCommits(cluster, { peer, topic, group, messages });
  return perSecond;
}

async function produce(name: Participant, { cluster, codec, messages }: Run): Promise<number> {
  const topic = await cluster.createTopic(partitionCount);
  const { brokers } = cluster;
  if (name === 'java') return produceWithJava({ brokers, topic, messages, codec });
  const sender = name === 'kfw' ? 'kfw.deliverAsync' : name;
  const job = { measure: 'produce', sender, brokers, topic, messages, compression: codec, callers: undefined } as const;
  const [perSecond = Number.NaN] = await runJob(job);
  await checkAcknowledged(cluster, { sender, topic, least: messages });
  return perSecond;
}

interface JavaRun {
  readonly brokers: string;
  readonly topic: string;
  readonly messages: number;
  readonly codec: Codec;
}

/** It takes random payloads from a file of text: as many different ones as the other senders have. */
async function produceWithJava({ codec, ...sending }: JavaRun): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-bench-java-'));
  try {
    const file = path.join(folder, 'payloads');
    const payloads = Array.from({ length: payloadsOfJava }, (_, number) => orderOf(number).fill('0', 0, 4).toString());
    await writeFile(file, `${payloads.join('\n')}\n`);
    const properties = [`compression.type=${codec}`];
    return await sendWithJava({ ...sending, load: ['--payload-file', file], properties });
  } finally {
    await rm(folder, { recursive: true });
  }
}
