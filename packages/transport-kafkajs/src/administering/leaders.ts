/**
 * Waits until a new topic can be used. kafkajs waits too, but fails when it asks a broker that has not heard of the
 * topic yet, which is common where there are several.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import type { ITopicMetadata } from 'kafkajs';
import { protocolErrorOf } from '../client/failures.js';

const askAgainMs = 50;
const waitAtMostMs = 15_000;
const noLeader = -1;

const notYet: readonly (string | undefined)[] = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

type Describe = () => Promise<{ readonly topics: readonly ITopicMetadata[] }>;

/** Throws what the brokers last said when the time is over, or at once when waiting cannot help. */
export async function waitForLeaders(describe: Describe): Promise<void> {
  const endsAt = performance.now() + waitAtMostMs;
  for (;;) {
    const answer = await ask(describe);
    if (answer === 'ready') return;
    if (performance.now() >= endsAt) throw answer;
    await sleep(askAgainMs);
  }
}

async function ask(describe: Describe): Promise<'ready' | Error> {
  try {
    const { topics } = await describe();
    const partitions = topics.flatMap((description) => description.partitions);
    const ready = partitions.length > 0 && partitions.every(({ leader }) => leader !== noLeader);
    return ready ? 'ready' : new Error('Not every partition has a leader yet');
  } catch (thrown) {
    const error = toError(thrown);
    if (notYet.includes(protocolErrorOf(error))) return error;
    throw error;
  }
}
