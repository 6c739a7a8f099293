/**
 * Records per second that a group of one member handles; `consume-run.ts` says which part is timed. Both rows come
 * from the same rounds. Each run's commits are checked as well, so that a figure shows which of the two it is.
 */

import { freshName } from '../cluster/bench-cluster.js';
import { interleave } from '../figures/interleave.js';
import { rowOf } from '../figures/row.js';
import type { PeerName } from '../peers/peers.js';
import { runJob } from '../runs/run-job.js';
import type { Bench } from './bench.js';
import { checkCommits } from './check-commits.js';
import { observedRows } from './observed.js';
import { samplesOf } from './samples-of.js';

const rows = [
  {
    bench: 'consume.batch',
    kfw: 'kfw.batch',
    peers: ['kafkajs.eachBatch', 'kafkajs.eachBatch.noCommit', 'platformatic', 'nestjs'],
  },
  {
    bench: 'consume.each',
    kfw: 'kfw.each',
    peers: ['kafkajs.eachMessage', 'kafkajs.eachMessage.noCommit', 'platformatic', 'nestjs'],
  },
] as const satisfies { bench: string; kfw: PeerName; peers: readonly PeerName[] }[];

const participants = [...new Set(rows.flatMap(({ kfw, peers }): PeerName[] => [kfw, ...peers]))];

export const consume: Bench = {
  summary: 'messages per second from a filled topic, in batches and one by one (consume.batch, consume.each)',
  async run(options) {
    if (options.observed) return observedRows(['consume.batch', 'consume.each'], options);
    const { cluster, messages, runs, print } = options;
    const topic = await cluster.createFilledTopic(messages);
    const taken = await interleave({
      participants,
      runs,
      async measure(peer, run) {
        const group = freshName('group');
        const [perSecond = Number.NaN] = await runJob({
          measure: 'consume',
          peer,
          brokers: cluster.brokers,
          topic,
          group,
          messages,
        });
        await checkCommits(cluster, { peer, topic, group, messages });
        print(`consume ${run}/${runs} ${peer}: ${Math.round(perSecond).toLocaleString('en-US')} messages/s`);
        return perSecond;
      },
    });
    return rows.map(({ bench, kfw, peers }) => rowOf({ bench, unit: 'messages/s', ...samplesOf(taken, kfw, peers) }));
  },
};
