/**
 * One run of `consume`: a fresh group reads a filled topic. Timed from the first record that is handled to the last, so
 * connecting and joining do not count, nor does the commit after the last record, for any peer. The first fetch (up to
 * 10 MiB, some 45,000 records) is decoded before its first record is handled: of a million records that is a few per
 * cent, of few records nearly all of them. Few records show that it works, not how fast it is.
 */
import { observe } from '../observing/observe.js';
import { loadPeer } from '../peers/peers.js';
import { Tally } from '../records/tally.js';
import type { ConsumeJob } from './job.js';

/** One sample: messages per second. */
export async function consumeRun({ peer, messages, variant = 'off', ...target }: ConsumeJob): Promise<number[]> {
  await observe(variant);
  const start = await loadPeer(peer);
  const tally = new Tally(messages);
  const running = start({ ...target, handle: tally.handle, fail: tally.fail });
  const [elapsedMs, { stop }] = await Promise.all([tally.finished, running]);
  await stop();
  return [messages / (elapsedMs / 1_000)];
}
