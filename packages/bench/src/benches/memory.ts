/**
 * The memory that consuming takes when the handler is slower than the broker; `memory-run.ts` says how it is
 * measured. One run, since a peak has no median; more messages show that it does not grow with them.
 */

import { freshName } from '../cluster/bench-cluster.js';
import { faultOf, fixedBaseBytes, type MemoryFigures, memoryFigureNames } from '../figures/memory-peaks.js';
import { rowOf } from '../figures/row.js';
import { runJob } from '../runs/run-job.js';
import type { Bench } from './bench.js';

export const memory: Bench = {
  summary: 'peak bytes of a process whose handler is slower than the broker, one run (memory)',
  async run({ cluster, messages, print }) {
    const topic = await cluster.createFilledTopic(messages);
    print(`memory: ${messages.toLocaleString('en-US')} messages are written`);
    const { brokers } = cluster;
    const job = { measure: 'memory', peer: 'kfw.batch', brokers, topic, group: freshName('group'), messages } as const;
    const samples = await runJob(job);
    const figures = Object.fromEntries(
      memoryFigureNames.map((name, at) => [name, samples[at] ?? Number.NaN]),
    ) as MemoryFigures;
    const { peakRss, ...details } = figures;
    const row = rowOf({ bench: 'memory', unit: 'bytes', kfw: [peakRss], peers: {} });
    const fault = faultOf(figures);
    if (fault === undefined) return [{ ...row, details: { ...details, fixedBase: fixedBaseBytes, messages } }];
    print(`memory: ${JSON.stringify(figures)}`);
    throw fault;
  },
};
