/**
 * One run of `boot`: from the start of the process, Node and the client's modules included, until the member has
 * joined its group: kfw until `app.running`, kafkajs until its `GROUP_JOIN`.
 */
import { loadPeer } from '../peers/peers.js';
import type { BootJob } from './job.js';

/** One sample: milliseconds. */
export async function bootRun({ peer, startedAtMs, ...target }: BootJob): Promise<number[]> {
  const start = await loadPeer(peer);
  const failed = Promise.withResolvers<never>();
  const running = start({ ...target, handle: () => {}, fail: failed.reject });
  const { stop } = await Promise.race([running, failed.promise]);
  const elapsedMs = Date.now() - startedAtMs;
  await stop();
  return [elapsedMs];
}
