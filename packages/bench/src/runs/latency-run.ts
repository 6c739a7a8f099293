/**
 * One run of `latency`: a lone message from just before it is sent to its handler, each client with its own producer
 * (acknowledged by all replicas) in the consumer's process. The next one is sent when the one before is handled and
 * acknowledged, so it meets whatever a client does between a handler's end and its next fetch, such as a commit. With
 * a pause of some 20 ms between messages there is nothing left to meet, and clients with and without commits are alike.
 */
import { benchError } from '../errors.js';
import { loadPeer } from '../peers/peers.js';
import { recordOf } from '../records/numbered-records.js';
import type { LatencyJob } from './job.js';

/** One sample for each message: milliseconds. */
export async function latencyRun({ peer, messages, warmUp, ...target }: LatencyJob): Promise<number[]> {
  const start = await loadPeer(peer);
  let next = Promise.withResolvers<number>();
  const failed = Promise.withResolvers<never>();
  const running = await start({
    ...target,
    handle: () => next.resolve(performance.now()),
    fail: failed.reject,
  });
  const send = await running.connectSender?.();
  if (send === undefined) throw benchError('KFW_BENCH_NO_SENDER', { peer });
  const samples: number[] = [];
  for (let number = 0; number < warmUp + messages; number++) {
    next = Promise.withResolvers();
    const sentAt = performance.now();
    const [handledAt] = await Promise.race([Promise.all([next.promise, send(recordOf(number))]), failed.promise]);
    if (number >= warmUp) samples.push(handledAt - sentAt);
  }
  await running.stop();
  return samples;
}
