/** The time that a process takes to join its group; `boot-run.ts` says which part is timed. */

import { freshName } from '../cluster/bench-cluster.js';
import { interleave } from '../figures/interleave.js';
import { rowOf } from '../figures/row.js';
import { partitionCount } from '../records/numbered-records.js';
import { runJob } from '../runs/run-job.js';
import type { Bench } from './bench.js';
import { samplesOf } from './samples-of.js';

const kfw = 'kfw.each';
const peers = ['kafkajs.eachMessage'] as const;

export const boot: Bench = {
  summary: 'milliseconds from the start of the process to a joined consumer (boot)',
  async run({ cluster, runs, print }) {
    const topic = await cluster.createTopic(partitionCount);
    const taken = await interleave({
      participants: [kfw, ...peers],
      runs,
      async measure(peer, run) {
        const { brokers } = cluster;
        const startedAtMs = Date.now();
        const [elapsedMs = Number.NaN] = await runJob({
          measure: 'boot',
          peer,
          brokers,
          topic,
          group: freshName('group'),
          startedAtMs,
        });
        print(`boot ${run}/${runs} ${peer}: ${elapsedMs} ms`);
        return elapsedMs;
      },
    });
    return [rowOf({ bench: 'boot', unit: 'ms', ...samplesOf(taken, kfw, peers) })];
  },
};
