import { describe, expect, it } from '@jest/globals';
import { LeaderRefresh } from '../../src/fetching/leader-refresh.js';
import type { ConsumerGroup } from '../../src/kafkajs/internals.js';

/** A group of one topic, whose partitions 0, 1, … these brokers lead. */
function groupOf(partitionLeaders: readonly number[], refreshMetadata: () => Promise<void> = async () => {}) {
  const calls: string[] = [];
  const group = {
    assigned: () => [{ topic: 'users', partitions: partitionLeaders.map((_, partition) => partition) }],
    cluster: {
      refreshMetadataIfNecessary: async () => {},
      refreshMetadata: () => {
        calls.push('metadata');
        return refreshMetadata();
      },
      findTopicPartitionMetadata: () => partitionLeaders.map((leader, partitionId) => ({ partitionId, leader })),
    },
    recoverFromFetch: async () => void calls.push('kafkajs'),
  };
  return { group: group as unknown as ConsumerGroup, calls };
}

const named = (name: string) => Object.assign(new Error(name), { name });
const typed = (type: string) => Object.assign(new Error(type), { type });
const byMessage = (...errors: Error[]) => errors.map((error) => [error.message, error] as const);

describe('leaders', () => {
  it.each(
    byMessage(named('KafkaJSConnectionError'), named('KafkaJSRequestTimeoutError'), typed('NOT_LEADER_FOR_PARTITION')),
  )('are refreshed after %s, without a rejoin', async (_message, error) => {
    const { group, calls } = groupOf([1]);
    await new LeaderRefresh().recover(group, error);
    expect(calls).toEqual(['metadata']);
  });

  it.each(byMessage(typed('UNKNOWN_TOPIC_OR_PARTITION'), typed('REBALANCE_IN_PROGRESS'), new TypeError('a fault')))(
    'leave %s to kafkajs',
    async (_message, error) => {
      const { group, calls } = groupOf([1]);
      await new LeaderRefresh().recover(group, error);
      expect(calls).toEqual(['kafkajs']);
    },
  );

  it('are refreshed while one is missing, and only then', async () => {
    const whole = groupOf([1, 2]);
    await new LeaderRefresh().refreshIfOld(whole.group);
    expect(whole.calls).toEqual([]);
    const lacking = groupOf([1, -1]);
    await new LeaderRefresh().refreshIfOld(lacking.group);
    expect(lacking.calls).toEqual(['metadata']);
  });

  it('report that no broker responds, even after the wait for metadata is over', async () => {
    const refused = groupOf([1], () => Promise.reject(new Error('refused')));
    await expect(new LeaderRefresh().refresh(refused.group)).rejects.toThrow('refused');

    const late = Promise.withResolvers<void>();
    const silent = groupOf([1], () => late.promise);
    const refresh = new LeaderRefresh(1);
    await refresh.refresh(silent.group);
    late.reject(new Error('late'));
    await new Promise(setImmediate);
    await expect(refresh.refreshIfOld(silent.group)).rejects.toThrow('late');
    await refresh.refreshIfOld(silent.group);
  });
});
