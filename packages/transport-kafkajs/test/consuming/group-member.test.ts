import { expect, it } from '@jest/globals';
import { Monitor, type SourceHandlers, type SourceOptions } from '@kfw/core';
import { AddedPartitions } from '../../src/consuming/added-partitions.js';
import { GroupMember } from '../../src/consuming/group-member.js';
import type { ConsumerGroup } from '../../src/kafkajs/internals.js';

it('a member keeps its id in the next run of the consumer', () => {
  const monitor = new Monitor();
  const member = new GroupMember({
    source: { group: 'shop', sessionTimeoutMs: 1_000 } as SourceOptions,
    handlers: {} as SourceHandlers,
    monitor,
    addedPartitions: new AddedPartitions({} as never, monitor),
    onJoined: () => {},
  });
  const first = { memberId: 'shop-1' } as ConsumerGroup;
  const second = { memberId: null } as ConsumerGroup;
  member.begin(first);
  member.begin(second);
  expect(second.memberId).toBe('shop-1');
});
