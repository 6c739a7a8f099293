/**
 * Producing to six partitions; `produce-run.ts` says which part is timed. Rows differ in who waits: 100 or 1,000
 * concurrent callers, each for its own message; one wait at the end; one caller alone (the median of its p50s, and of
 * its p99s).
 */

import { interleave } from '../figures/interleave.js';
import { percentile } from '../figures/median.js';
import { type Row, rowOf } from '../figures/row.js';
import { partitionCount } from '../records/numbered-records.js';
import { runJob } from '../runs/run-job.js';
import type { SenderName } from '../senders/senders.js';
import type { Bench, BenchOptions } from './bench.js';
import { checkAcknowledged } from './check-acknowledged.js';
import { observedRows } from './observed.js';
import { samplesOf } from './samples-of.js';

interface Case {
  readonly bench: string;
  readonly callers: number | undefined;
  /** The share of `--messages` that one run of this case sends. */
  readonly share: number;
  readonly kfw: SenderName;
  readonly peers: readonly SenderName[];
}

const cases: readonly Case[] = [
  {
    bench: 'produce.deliver.100',
    callers: 100,
    share: 0.1,
    kfw: 'kfw.deliver',
    peers: ['kafkajs.send', 'platformatic'],
  },
  {
    bench: 'produce.deliver.1000',
    callers: 1_000,
    share: 0.1,
    kfw: 'kfw.deliver',
    peers: ['kafkajs.send', 'platformatic'],
  },
  {
    bench: 'produce.deliverAsync',
    callers: undefined,
    share: 1,
    kfw: 'kfw.deliverAsync',
    peers: ['kafkajs.batched', 'platformatic'],
  },
  {
    bench: 'produce.latency',
    callers: 1,
    share: 0.01,
    kfw: 'kfw.deliver',
    peers: ['kafkajs.send', 'platformatic'],
  },
];

export const produce: Bench = {
  summary: 'messages per second, sent and acknowledged (produce.deliver.100, …), and a lone one (produce.latency)',
  async run(options) {
    if (options.observed) return observedRows(['produce.deliver.1000', 'produce.deliverAsync'], options);
    const rows: Row[] = [];
    for (const one of cases) rows.push(...(await measure(one, options)));
    return rows;
  },
};

async function measure(one: Case, { cluster, messages: all, runs, print }: BenchOptions): Promise<Row[]> {
  const { bench, callers, share, kfw, peers } = one;
  const messages = Math.max(100, Math.round(all * share));
  const taken = await interleave({
    participants: [kfw, ...peers],
    runs,
    async measure(sender, run) {
      const topic = await cluster.createTopic(partitionCount);
      const { brokers } = cluster;
      const samples = await runJob({ measure: 'produce', sender, brokers, topic, callers, messages });
      await checkAcknowledged(cluster, { sender, topic, least: messages });
      print(`${bench} ${run}/${runs} ${sender}: ${describeSamples(samples, callers === 1)}`);
      return samples;
    },
  });
  const row = (name: string, percent: number): Row => {
    const figures = new Map([...taken].map(([sender, runsOf]) => [sender, runsOf.map((s) => percentile(s, percent))]));
    return rowOf({ bench: name, unit: callers === 1 ? 'ms' : 'messages/s', ...samplesOf(figures, kfw, peers) });
  };
  return callers === 1 ? [row(bench, 50), row(`${bench}.p99`, 99)] : [row(bench, 50)];
}

function describeSamples(samples: readonly number[], alone: boolean): string {
  if (!alone) return `${Math.round(samples[0] ?? Number.NaN).toLocaleString('en')} messages/s`;
  return `p50 ${percentile(samples, 50).toFixed(2)} ms, p99 ${percentile(samples, 99).toFixed(2)} ms`;
}
