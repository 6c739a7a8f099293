/**
 * kfw beside itself: with nothing on, with metrics that are scraped each second, with tracing of 1 % and of all traces, and with nothing
 * once more. The last shows how far two runs of the same differ. All rows of a round come from the same minutes.
 */
import { freshName } from '../cluster/bench-cluster.js';
import { interleave } from '../figures/interleave.js';
import { median } from '../figures/median.js';
import { type Row, rowOf } from '../figures/row.js';
import { goals, type Variant, variants } from '../observing/variants.js';
import { partitionCount } from '../records/numbered-records.js';
import { runJob } from '../runs/run-job.js';
import type { BenchOptions } from './bench.js';
import { checkAcknowledged } from './check-acknowledged.js';
import { checkCommits } from './check-commits.js';

export type ObservedCase = 'consume.batch' | 'consume.each' | 'produce.deliver.1000' | 'produce.deliverAsync';

/** Sends one message a call, and so fewer of them. */
const deliverShare = 0.1;
const callers = 1_000;

export async function observedRows(cases: readonly ObservedCase[], options: BenchOptions): Promise<Row[]> {
  const topic = cases.some(isConsuming) ? await options.cluster.createFilledTopic(options.messages) : '';
  const participants = variants.flatMap((variant) => cases.map((one) => `${one} ${variant}` as const));
  const taken = await interleave({
    participants,
    runs: options.runs,
    async measure(participant, run) {
      const [one, variant] = participant.split(' ') as [ObservedCase, Variant];
      const perSecond = isConsuming(one)
        ? await consume(one, variant, topic, options)
        : await produce(one, variant, options);
      const { runs, print } = options;
      print(`${one} ${run}/${runs} ${variant}: ${Math.round(perSecond).toLocaleString('en-US')} messages/s`);
      return perSecond;
    },
  });
  return cases.flatMap((one) => rowsOf(one, (variant) => taken.get(`${one} ${variant}`) ?? []));
}

function rowsOf(one: ObservedCase, samplesOf: (variant: Variant) => readonly number[]): Row[] {
  const off = samplesOf('off');
  const again = samplesOf('off.again');
  // Runs of the same round, so that what disturbs the machine for longer does not count.
  const apart = off.map((perSecond, round) => (again[round] ?? Number.NaN) / perSecond);
  const spread = {
    'off again / off, least (%)': percent(Math.min(...apart)),
    'off again / off, median (%)': percent(median(apart)),
    'off again / off, most (%)': percent(Math.max(...apart)),
  };
  return variants
    .filter((variant) => variant !== 'off')
    .map((variant) => {
      const row = rowOf({
        bench: `${one}.${variant}`,
        unit: 'messages/s',
        kfw: samplesOf(variant),
        peers: { off },
      });
      const goal = goals[variant];
      return { ...row, ...(goal !== undefined && { goal }), details: spread };
    });
}

async function consume(
  one: ObservedCase,
  variant: Variant,
  topic: string,
  { cluster, messages }: BenchOptions,
): Promise<number> {
  const peer = one === 'consume.batch' ? 'kfw.batch' : 'kfw.each';
  const group = freshName('group');
  const { brokers } = cluster;
  const [perSecond] = await runJob({ measure: 'consume', peer, brokers, topic, group, messages, variant });
  await checkCommits(cluster, { peer, topic, group, messages });
  return perSecond ?? Number.NaN;
}

async function produce(one: ObservedCase, variant: Variant, { cluster, messages: all }: BenchOptions): Promise<number> {
  const isDelivering = one === 'produce.deliver.1000';
  const messages = Math.max(100, Math.round(isDelivering ? all * deliverShare : all));
  const sender = isDelivering ? 'kfw.deliver' : 'kfw.deliverAsync';
  const topic = await cluster.createTopic(partitionCount);
  const [perSecond] = await runJob({
    measure: 'produce',
    sender,
    brokers: cluster.brokers,
    topic,
    callers: isDelivering ? callers : undefined,
    messages,
    variant,
  });
  await checkAcknowledged(cluster, { sender, topic, least: messages });
  return perSecond ?? Number.NaN;
}

function isConsuming(one: ObservedCase): boolean {
  return one.startsWith('consume');
}

function percent(share: number): number {
  return Number((share * 100).toFixed(1));
}
