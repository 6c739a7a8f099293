/**
 * The time of a lone message from send to handler; `latency-run.ts` says which part is timed. `latency` is the median
 * over the runs of their p50, `latency.p99` that of their p99.
 */

import { freshName } from '../cluster/bench-cluster.js';
import { interleave } from '../figures/interleave.js';
import { percentile } from '../figures/median.js';
import { rowOf } from '../figures/row.js';
import { runJob } from '../runs/run-job.js';
import type { Bench } from './bench.js';
import { samplesOf } from './samples-of.js';

const messages = 200;
const warmUp = 20;
const kfw = 'kfw.each';
const peers = ['kafkajs.eachMessage'] as const;
const rows = [
  { bench: 'latency', percent: 50 },
  { bench: 'latency.p99', percent: 99 },
];

export const latency: Bench = {
  summary: `milliseconds from send to handler of ${messages} lone messages (latency, latency.p99)`,
  async run({ cluster, runs, print }) {
    const taken = await interleave({
      participants: [kfw, ...peers],
      runs,
      async measure(peer, run) {
        const topic = await cluster.createTopic(1);
        const { brokers } = cluster;
        const group = freshName('group');
        const samples = await runJob({ measure: 'latency', peer, brokers, topic, group, messages, warmUp });
        const [p50, p99] = rows.map(({ percent }) => percentile(samples, percent).toFixed(2));
        print(`latency ${run}/${runs} ${peer}: p50 ${p50} ms, p99 ${p99} ms`);
        return samples;
      },
    });
    return rows.map(({ bench, percent }) => {
      const figures = new Map([...taken].map(([name, all]) => [name, all.map((one) => percentile(one, percent))]));
      return rowOf({ bench, unit: 'ms', ...samplesOf(figures, kfw, peers) });
    });
  },
};
