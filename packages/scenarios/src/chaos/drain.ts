/** Waits until a group has committed all that its topic holds, by asking the cluster through kafkajs. */
import { Kafka, logLevel } from 'kafkajs';
import { rest } from './interruptible.js';

const askEveryMs = 500;

/** The messages that are left when `withinMs` has passed: 0 when all is done. */
export async function drain(
  brokers: string,
  { group, input }: { readonly group: string; readonly input: string },
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<number> {
  const admin = new Kafka({ clientId: 'chaos', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const until = Date.now() + withinMs;
  try {
    for (;;) {
      const ends = await admin.fetchTopicOffsets(input);
      const [committed] = await admin.fetchOffsets({ groupId: group, topics: [input] });
      const at = new Map(
        committed?.partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]),
      );
      const left = ends.map(({ partition, offset }) => Number(offset) - (at.get(partition) ?? 0));
      const lag = left.reduce((sum, count) => sum + count, 0);
      if (lag === 0 || signal.aborted || Date.now() > until) return lag;
      await rest(askEveryMs, signal);
    }
  } finally {
    await admin.disconnect();
  }
}
