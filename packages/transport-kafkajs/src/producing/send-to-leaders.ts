/**
 * Sends each batch to the broker that leads its partition, one request per leader, and returns the results in the
 * order of the batches.
 */
import type { PartitionBatch, PartitionResult } from '@kfw/core';
import type { Clients } from '../client/clients.js';
import type { TopicMetadata } from '../metadata/topic-metadata.js';
import type { BatchSender } from './batch-sender.js';
import { undelivered } from './partition-results.js';

export interface LeaderSending {
  readonly topics: Pick<TopicMetadata, 'ready' | 'leaderOf' | 'missingLeader'>;
  readonly sender: Pick<BatchSender, 'send'>;
  readonly clients: Pick<Clients, 'reason' | 'redaction'>;
}

/** Waits for unknown leaders. Never rejects: a partition without a leader gets a failed result. */
export async function sendToLeaders(
  batches: readonly PartitionBatch[],
  sending: LeaderSending,
): Promise<readonly PartitionResult[]> {
  await sending.topics.ready(batches);
  const byLeader = Map.groupBy(batches, (batch) => sending.topics.leaderOf(batch));
  const [only] = byLeader.keys();
  if (byLeader.size === 1) return sendTo(only, batches, sending);
  const results = new Map<PartitionBatch, PartitionResult>();
  await Promise.all(
    Array.from(byLeader, async ([leader, group]) => {
      const ofGroup = await sendTo(leader, group, sending);
      group.forEach((batch, at) => {
        results.set(batch, ofGroup[at] as PartitionResult);
      });
    }),
  );
  return batches.map((batch) => results.get(batch) as PartitionResult);
}

async function sendTo(
  leader: number | undefined,
  batches: readonly PartitionBatch[],
  { topics, sender, clients }: LeaderSending,
): Promise<readonly PartitionResult[]> {
  if (leader !== undefined) return sender.send(leader, batches);
  return batches.map((batch) => undelivered(batch, topics.missingLeader(batch), clients));
}
