import { beforeEach, describe, expect, it } from '@jest/globals';
import { Monitor } from '../../../src/events/monitor.js';
import { json } from '../../../src/payloads/schemas.js';
import type { Sink, Transactions } from '../../../src/ports/transport.js';
import type { Deliverer, OutgoingMessage } from '../../../src/producing/deliverer.js';
import { Producer } from '../../../src/producing/producer.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { ResponderRuntime, useResponderRuntime } from '../../../src/responding/responder/responder-runtime.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { collected } from '../../support/collected.js';
import { codecs } from '../../support/world.js';

interface User {
  id: number;
}

let sent: OutgoingMessage[] = [];
const recorder = {
  deliver: async (messages: readonly OutgoingMessage[]) => {
    sent.push(...messages);
    return messages.map(({ topic }, index) => ({ topic, partition: 0, offset: String(index) }));
  },
} as Partial<Deliverer> as Deliverer;

beforeEach(() => {
  sent = [];
  useResponderRuntime(new ResponderRuntime(recorder, new Monitor(), codecs));
});

@Topic('users', { schema: json<User>(), partitionKey: (user) => `p${user.id}` })
@Topic('audit', { schema: json<string>(), required: false, multiple: true })
class UsersResponder extends Responder<{ users: User; audit: string }> {
  respond({ users = [], audit = [] }: { users?: User[]; audit?: string[] }): void {
    for (const user of users)
      this.respondTo('users', user, { key: `${user.id}`, headers: { a: '1' }, timestamp: new Date(5) });
    for (const line of audit) this.respondTo('audit', line, { partition: 3 });
  }
}

describe('a responder', () => {
  it('has series at 0 for its topics as soon as its plan is compiled', () => {
    const monitor = new Monitor();
    new ResponderRuntime(recorder, monitor, codecs).planOf(UsersResponder);
    expect(collected(monitor.measurements, 'kfw_producer_messages_total')).toEqual({ users: 0, audit: 0 });
  });

  it('reports what was sent and where', async () => {
    const report = await UsersResponder.call({ users: [{ id: 7 }], audit: ['x', 'y'] });
    expect(report).toEqual({
      users: [[{ id: 7 }, { topic: 'users', partition: 0, offset: '0' }]],
      audit: [
        ['x', { topic: 'audit', partition: 0, offset: '1' }],
        ['y', { topic: 'audit', partition: 0, offset: '2' }],
      ],
    });
    expect(sent[0]).toMatchObject({
      key: Buffer.from('7'),
      partitionKey: Buffer.from('p7'),
      headers: { a: '1' },
      timestamp: 5,
    });
    expect(sent[1]).toMatchObject({ key: null, partition: 3 });
  });

  it.each([
    ['a required topic that was not used', {}, 'KFW_RESPONDER_TOPIC_UNUSED'],
    ['a single-use topic that was used twice', { users: [{ id: 1 }, { id: 2 }] }, 'KFW_RESPONDER_TOPIC_REPEATED'],
  ])('sends nothing with %s', async (_what, input, code) => {
    await expect(UsersResponder.call(input)).rejects.toMatchObject({ code });
    expect(sent).toEqual([]);
  });

  it('sends nothing with an undeclared topic', async () => {
    class Stray extends UsersResponder {
      override respond(): void {
        this.respondTo('user' as 'users', { id: 1 });
      }
    }
    await expect(Stray.call({})).rejects.toMatchObject({ code: 'KFW_RESPONDER_TOPIC_UNDECLARED' });
    expect(sent).toEqual([]);
  });

  it('encodes all before it sends the first: a bad one sends none', async () => {
    const circular: { id: number; self?: unknown } = { id: 1 };
    circular.self = circular;
    await expect(UsersResponder.call({ users: [circular], audit: ['fine'] })).rejects.toMatchObject({
      code: 'KFW_ENCODE_FAILED',
    });
    expect(sent).toEqual([]);
  });

  it('does not respond outside a call', () => {
    class Early extends UsersResponder {
      now(): void {
        this.respondTo('audit', 'x');
      }
    }
    expect(() => new Early().now()).toThrow(expect.objectContaining({ code: 'KFW_RESPONDER_IDLE' }));
  });

  it('says what to do when no app is booted', async () => {
    useResponderRuntime(undefined);
    await expect(UsersResponder.call({})).rejects.toMatchObject({ code: 'KFW_NOT_BOOTED' });
  });
});

describe('the producer', () => {
  const noTransactions = {} as Transactions;
  const sinkOf = (send: Sink['send']): Sink => ({
    connect: async () => {},
    disconnect: async () => {},
    topicInfo: () => ({ partitions: 4, compacted: false, maxBatchBytes: undefined }),
    leaderOf: () => 1,
    sizeOf: () => 10,
    batchOverhead: { batchBytes: 61, recordBytes: 12 },
    send,
  });
  const message = (key: string): OutgoingMessage => ({
    topic: 'users',
    key: Buffer.from(key),
    value: null,
    headers: {},
  });

  it('sends again only what failed and can be retried, and reports each place', async () => {
    const requests: number[][] = [];
    const producer = new Producer(
      sinkOf(async (batches) => {
        requests.push(batches.map(({ partition }) => partition));
        return batches.map(({ topic, partition }, index) =>
          requests.length === 1 && index === 0
            ? { topic, partition, ok: false, retriable: true, error: new Error('moved') }
            : { topic, partition, ok: true, baseOffset: 10 * partition },
        );
      }),
      noTransactions,
      new Monitor(),
      { deliveryTimeoutMs: 60_000, retryMs: 0 },
    );
    const delivered = await producer.deliver([
      { ...message('a'), partition: 1 },
      { ...message('b'), partition: 2 },
      { ...message('c'), partition: 1 },
    ]);
    expect(requests).toEqual([[1, 2], [1]]);
    expect(delivered.map(({ partition, offset }) => [partition, offset])).toEqual([
      [1, '10'],
      [2, '20'],
      [1, '11'],
    ]);
  });

  it('treats a partition that is missing from the answer as undelivered', async () => {
    const monitor = new Monitor();
    const failed: string[] = [];
    monitor.subscribe(
      'delivery.failed',
      ({ topic, partition, messages }) => void failed.push(`${topic}[${partition}] ${messages}`),
    );
    const producer = new Producer(
      sinkOf(async () => []),
      noTransactions,
      monitor,
      { deliveryTimeoutMs: 0, retryMs: 0 },
    );
    await expect(producer.deliver([{ ...message('a'), partition: 1 }])).rejects.toMatchObject({
      code: 'KFW_DELIVERY_FAILED',
    });
    expect(failed).toEqual(['users[1] 1']);
  });

  it('refuses a partition that the topic does not have', async () => {
    const producer = new Producer(
      sinkOf(async () => []),
      noTransactions,
      new Monitor(),
      { deliveryTimeoutMs: 0, retryMs: 0 },
    );
    await expect(producer.deliver([{ ...message('a'), partition: 4 }])).rejects.toThrow(
      'topic "users" has no partition 4: it has 4 (0 to 3).',
    );
  });
});
