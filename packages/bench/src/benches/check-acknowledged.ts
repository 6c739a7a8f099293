/** Checks that a topic holds every message that was acknowledged. */
import type { BenchCluster } from '../cluster/bench-cluster.js';
import { benchError } from '../errors.js';
import type { SenderName } from '../senders/senders.js';

export interface Sent {
  readonly sender: SenderName;
  readonly topic: string;
  /** The number of timed messages; a tenth as many were sent before. */
  readonly least: number;
}

/** A figure counts only if all acknowledged messages are there, including those of the warm-up. */
export async function checkAcknowledged({ admin }: BenchCluster, { sender, topic, least }: Sent): Promise<void> {
  const sent = least + Math.ceil(least / 10);
  const offsets = await admin.topicOffsets(topic);
  const held = offsets.reduce((sum, { low, high }) => sum + high - low, 0);
  if (held < sent) {
    const reason = `the topic holds ${held} of ${sent} messages that were acknowledged`;
    throw benchError('KFW_BENCH_RUN_FAILED', { peer: sender, reason, output: '' });
  }
}
