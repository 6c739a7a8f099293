/**
 * One run of `keyed`: a fresh group reads a filled topic, and its handler waits on a timer as on a database. Timed from
 * the first message that a handler takes to the last that one is done with. A batch waits once, as for a bulk insert.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { loadPeer } from '../peers/peers.js';
import { KeyedTally } from '../records/keyed-tally.js';
import type { KeyedJob } from './job.js';

const handlerMs = 5;

/** Two samples: messages per second, and the maximum number handled concurrently. */
export async function keyedRun({ peer, messages, ...target }: KeyedJob): Promise<number[]> {
  const start = await loadPeer(peer);
  const tally = new KeyedTally(messages);
  const running = start({
    ...target,
    async handle(partition, value) {
      const number = tally.begin(tally.call(), partition, value);
      await wait(handlerMs);
      tally.end(number);
    },
    async handleBatch(partition, values) {
      const call = tally.call();
      const numbers = values.map((value) => tally.begin(call, partition, value));
      await wait(handlerMs);
      for (const number of numbers) tally.end(number);
    },
    fail: tally.fail,
  });
  const [elapsedMs, { stop }] = await Promise.all([tally.finished, running]);
  await stop();
  return [messages / (elapsedMs / 1_000), tally.mostAtOnce];
}
