/**
 * Messages per second with a handler that waits 5 ms for each message, as for a database: kfw with `orderedBy: 'key'`
 * handles messages of 10,000 keys concurrently, the other clients one message per partition at a time; and kfw in
 * batches by key, one wait for a batch. `keyed-run.ts` says which part is timed. The other clients take a twentieth
 * of kfw's messages, since rates are compared and theirs is bounded by the waiting: with 10,000 a run takes about 10
 * s, most of it steady.
 */

import { freshName } from '../cluster/bench-cluster.js';
import { interleave } from '../figures/interleave.js';
import { type Row, rowOf } from '../figures/row.js';
import type { PeerName } from '../peers/peers.js';
import { keyCount, keyOf } from '../records/record-keys.js';
import { runJob } from '../runs/run-job.js';
import type { Bench } from './bench.js';
import { checkCommits } from './check-commits.js';
import { samplesOf } from './samples-of.js';

const peers = ['kafkajs.eachMessage', 'nestjs.concurrent'] as const satisfies PeerName[];

/** The goal applies to the first row: kfw's rate over that of each peer. The second is for information. */
const rows = [
  { bench: 'keyed', kfw: 'kfw.byKey', goal: 25 },
  { bench: 'keyed.batch', kfw: 'kfw.byKey.batch', goal: undefined },
] as const satisfies { bench: string; kfw: PeerName; goal: number | undefined }[];

type Participant = (typeof peers)[number] | (typeof rows)[number]['kfw'];

/** The share of `--messages` that one run handles. */
const kfwShare = 0.2;
const peerShare = 0.01;
const leastMessages = 600;

export const keyed: Bench = {
  summary: `messages per second of ${keyCount.toLocaleString('en-US')} keys, 5 ms of waiting for each (keyed, keyed.batch)`,
  async run({ cluster, messages: all, runs, print }): Promise<Row[]> {
    const kfwMessages = Math.max(leastMessages, Math.round(all * kfwShare));
    const peerMessages = Math.max(leastMessages, Math.round(all * peerShare));
    const topicOf = {
      kfw: await cluster.createFilledTopic(kfwMessages, { keyOf }),
      peer: await cluster.createFilledTopic(peerMessages, { keyOf }),
    };
    const taken = await interleave<Participant, number>({
      participants: [...rows.map(({ kfw }) => kfw), ...peers],
      runs,
      async measure(peer, run) {
        const { brokers } = cluster;
        const isKfw = peer.startsWith('kfw');
        const target = { topic: topicOf[isKfw ? 'kfw' : 'peer'], group: freshName('group') };
        const messages = isKfw ? kfwMessages : peerMessages;
        const [perSecond = Number.NaN, mostAtOnce] = await runJob({
          measure: 'keyed',
          peer,
          brokers,
          messages,
          ...target,
        });
        await checkCommits(cluster, { peer, messages, ...target });
        const rate = `${Math.round(perSecond).toLocaleString('en-US')} messages/s`;
        print(`keyed ${run}/${runs} ${peer}: ${rate}, at most ${mostAtOnce} at once`);
        return perSecond;
      },
    });
    return rows.map(({ bench, kfw, goal }) => ({
      ...rowOf({ bench, unit: 'messages/s', ...samplesOf(taken, kfw, peers) }),
      ...(goal === undefined ? {} : { goal }),
      details: { kfwMessages, peerMessages },
    }));
  },
};
