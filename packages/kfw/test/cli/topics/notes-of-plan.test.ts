import { describe, expect, it } from '@jest/globals';
import { type DesiredTopic, desiredTopics, type TopicsPlan } from '@kfw/operating';
import { notesOfPlan } from '../../../src/cli/topics/notes-of-plan.js';

const altered = (topic: string, name: string, from: string | null, to: string) =>
  ({ topic, action: 'alterConfigs', origin: 'declared', of: [], configs: [{ name, from, to }] }) as const;
const notes = (changes: TopicsPlan['changes'], desired: readonly DesiredTopic[] = []) =>
  notesOfPlan({ changes, reports: [], undeclared: [] }, desired);

describe('the notes of a plan', () => {
  it('warn of keys that move', () => {
    expect(notes([{ topic: 'orders', action: 'addPartitions', origin: 'declared', of: [], from: 1, to: 2 }])).toEqual([
      expect.stringMatching(/^More partitions move keys: .* of a key of orders /),
    ]);
  });

  it('warn of messages that a lower retention deletes, a line per limit', () => {
    expect(
      notes([
        altered('orders', 'retention.ms', '604800000', '86400000'),
        altered('users', 'retention.ms', '-1', '86400000'),
        altered('logs', 'retention.bytes', '2000', '1000'),
        altered('ticks', 'retention.ms', '1000', '500'),
      ]),
    ).toEqual([
      'A lower retention.ms deletes messages: soon after, Kafka deletes what is older than 1 d from orders, users.',
      'A lower retention.bytes deletes messages: soon after, Kafka deletes what is beyond 1,000 bytes per partition from logs.',
      'A lower retention.ms deletes messages: soon after, Kafka deletes what is older than 500 ms from ticks.',
    ]);
  });

  it('are silent about a higher retention, other settings, and a topic that is only compacted', () => {
    const compacted = desiredTopics([{ topic: 'profiles', config: { 'cleanup.policy': 'compact' } }], []);
    const silent = [
      altered('orders', 'retention.ms', '86400000', '604800000'),
      altered('orders', 'retention.ms', '86400000', '-1'),
      altered('orders', 'segment.ms', '2', '1'),
      altered('profiles', 'retention.ms', '604800000', '86400000'),
    ];
    expect(notes(silent, compacted)).toEqual([]);
  });
});
