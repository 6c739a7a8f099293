import { expect, it } from '@jest/globals';
import type { TopicFinding } from '@kfw/operating';
import { describeFinding } from '../../../src/cli/topics/describe-finding.js';

const many = Array.from({ length: 12 }, (_, partition) => partition);

it.each<[TopicFinding, RegExp]>([
  [
    { finding: 'offlinePartitions', severity: 'error', topic: 'orders', partitions: [0] },
    /^orders: partition 0 without a leader/,
  ],
  [
    { finding: 'belowMinInSync', severity: 'error', topic: 'orders', partitions: [0, 3], minInSync: 2 },
    /^orders: partitions 0, 3 with fewer than 2 replicas in sync/,
  ],
  [
    { finding: 'underReplicated', severity: 'warning', topic: 'orders', partitions: many },
    /^orders: partitions 0, 1, .* 9, … \(12 in all\) with a replica/,
  ],
  [{ finding: 'oneReplica', severity: 'error', topic: 'orders', brokers: 3 }, /one replica on a cluster of 3 brokers/],
  [
    { finding: 'noSpareReplica', severity: 'error', topic: 'orders', minInSync: 2, replicationFactor: 2 },
    /2 replicas, and min\.insync\.replicas is 2/,
  ],
  [
    {
      finding: 'deadLetterRetention',
      severity: 'warning',
      topic: 'dead',
      source: 'orders',
      retentionMs: 500,
      sourceRetentionMs: 604_800_000,
    },
    /^dead keeps dead letters for 500 ms, and their source orders keeps messages for 7 d/,
  ],
  [
    {
      finding: 'deadLetterRetention',
      severity: 'warning',
      topic: 'dead',
      source: 'orders',
      retentionMs: 3_600_000,
      sourceRetentionMs: -1,
    },
    /for 1 h, and their source orders keeps messages without limit/,
  ],
  [
    {
      finding: 'deadLetterMessageSize',
      severity: 'error',
      topic: 'dead',
      source: 'orders',
      maxMessageBytes: 10,
      sourceMaxMessageBytes: 20,
    },
    /^dead takes messages of 10 bytes, and its source orders of 20/,
  ],
  [
    { finding: 'deadLetterCompacted', severity: 'warning', topic: 'dead', source: 'orders' },
    /^dead is compacted: of the dead letters of orders/,
  ],
  [
    { finding: 'keylessCompacted', severity: 'error', topic: 'state', sampled: 25, withoutKey: 2 },
    /^state is compacted, and 2 of its 25 newest messages/,
  ],
  [{ finding: 'onlyBroker', severity: 'info', topic: null, topics: 4 }, /one broker/],
])('%j', (finding, sentence) => {
  expect(describeFinding(finding)).toMatch(sentence);
});
