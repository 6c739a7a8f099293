/** Waits until a group has committed every offset of its topic, by asking the cluster through kafkajs. */
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { interruptibleWait } from './interruptible-wait.js';

const askEveryMs = 500;

/** The messages that are left when `withinMs` has passed: 0 when all is done. */
export async function drain(
  brokers: string,
  { group, input }: { readonly group: string; readonly input: string },
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<number> {
  const admin = new Kafka({ clientId: 'chaos', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  const until = Date.now() + withinMs;
  let left = Number.POSITIVE_INFINITY;
  let failure: unknown;
  try {
    await admin.connect();
    while (left > 0 && !signal.aborted && Date.now() < until) {
      // Leaders may move back to a broker that has just come back: then it is asked again.
      await lagOf(admin, group, input).then(
        (lag) => {
          left = lag;
        },
        (thrown: unknown) => {
          failure = thrown;
        },
      );
      if (left > 0) await interruptibleWait(askEveryMs, signal);
    }
  } finally {
    await admin.disconnect();
  }
  if (left === Number.POSITIVE_INFINITY && !signal.aborted) throw failure;
  return left;
}

async function lagOf(admin: Admin, group: string, topic: string): Promise<number> {
  const ends = await admin.fetchTopicOffsets(topic);
  const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const at = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]));
  return ends.reduce((sum, { partition, offset }) => sum + Number(offset) - (at.get(partition) ?? 0), 0);
}
