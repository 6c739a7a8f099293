import { describe, expect, it } from '@jest/globals';
import { Writer } from '../../src/protocol/writer.js';
import { TestGroup } from './test-group.js';

function subscription(...topics: string[]): Buffer {
  const writer = new Writer()
    .int16(0)
    .array(topics, (topic, each) => each.string(topic))
    .nullableBytes(null);
  return Buffer.concat(writer.frame()).subarray(4);
}

const consumer = (metadata: Buffer) => ({ protocols: [{ name: 'range', metadata }] });

describe('deleting offsets of a group', () => {
  it('is allowed for topics that none of its consumers is subscribed to', () => {
    const test = new TestGroup();
    const [one, other] = test.stable(2, (at) => consumer(subscription(at === 0 ? 'orders' : 'users', 'events')));
    expect(test.group.mayDeleteOffsets()).toBe('NONE');
    const subscribed = ['orders', 'users', 'events', 'returns'].filter((topic) => test.group.isSubscribedTo(topic));
    expect(subscribed).toEqual(['orders', 'users', 'events']);
    test.leave(one ?? '');
    test.join({ memberId: other ?? '', ...consumer(subscription('users')) });
    expect(['orders', 'users'].filter((topic) => test.group.isSubscribedTo(topic))).toEqual(['users']);
    test.leave(other ?? '');
    expect(test.group.isSubscribedTo('users')).toBe(false);
  });

  it('is rejected for every topic of consumers whose subscription is unknown', () => {
    const joining = new TestGroup({ groupInitialRebalanceDelayMs: 1_000 });
    joining.join(consumer(subscription('orders')));
    expect(joining.group.isSubscribedTo('users')).toBe(true);
    for (const metadata of [Buffer.alloc(0), Buffer.from([0]), Buffer.from([255, 255, 0, 0, 0, 0])]) {
      const test = new TestGroup();
      test.stable(1, consumer(metadata));
      expect(test.group.isSubscribedTo('users')).toBe(true);
    }
  });

  it('is rejected while the group has members of another protocol type', () => {
    const test = new TestGroup();
    const [id] = test.stable(1, { protocolType: 'connect' });
    expect(test.group.mayDeleteOffsets()).toBe('NON_EMPTY_GROUP');
    test.leave(id ?? '');
    expect(test.group.mayDeleteOffsets()).toBe('NONE');
    expect(test.group.isSubscribedTo('orders')).toBe(false);
    test.group.die();
    expect(test.group.mayDeleteOffsets()).toBe('GROUP_ID_NOT_FOUND');
  });
});
