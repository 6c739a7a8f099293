/** A transaction whose commit is not answered: what became of it shows in the offsets of the group. */
import { describe, expect, it } from '@jest/globals';
import { defineErrors } from '../../../src/errors/kfw-error.js';
import { Monitor } from '../../../src/events/monitor.js';
import type { TopicPartition } from '../../../src/events/topic-partition.js';
import type { CommittedOffset, ConsumedOffsets, Transactions } from '../../../src/ports/transport.js';
import { Producer } from '../../../src/producing/producer.js';
import { FakeCluster } from '../fake-cluster.js';
import { messageOf } from '../producer-world.js';

const fencedError = defineErrors({ KFW_TRANSACTION_FENCED: ({ id }: { id: string }) => `${id} is lost` });
const lost = () => fencedError('KFW_TRANSACTION_FENCED', { id: 't' });

interface Fate {
  /** Whether the commit comes through, of which nobody hears. */
  readonly isCommitted?: boolean;
  readonly commit?: Error;
  readonly abort?: Error;
  readonly fence?: Error;
  readonly lookUp?: Error;
  /** What the group had committed before. */
  readonly before?: number;
}

/** Transactions whose commit fails, with one group's offset of one partition. */
function worldWith({ isCommitted = false, commit = new Error('no answer'), ...fate }: Fate) {
  const steps: string[] = [];
  let pending: ConsumedOffsets | undefined;
  let committed: { offset: number | null; metadata: string } = { offset: fate.before ?? null, metadata: 'of another' };
  const step = (name: string, error?: Error): void => {
    steps.push(name);
    if (error !== undefined) throw error;
  };
  const transactions: Transactions = {
    fence: async () => step('fence', fate.fence),
    committedOffsets: async (_group: string, partitions: readonly TopicPartition[]) => {
      step('committedOffsets', fate.lookUp);
      return partitions.map((partition): CommittedOffset => ({ ...partition, ...committed }));
    },
    begin: async () => ({
      send: async (batches) => batches.map(({ topic, partition }) => ({ topic, partition, ok: true, baseOffset: 5 })),
      sendOffsets: async (consumed) => {
        pending = consumed;
      },
      commit: async () => {
        const [own] = pending?.offsets ?? [];
        if (isCommitted && own !== undefined) committed = { offset: own.offset, metadata: own.metadata ?? '' };
        step('commit', commit);
      },
      abort: async () => step('abort', 'abort' in fate ? fate.abort : new Error('no answer either')),
    }),
  };
  const producer = new Producer(new FakeCluster(), transactions, new Monitor());
  const deliver = (offset = 7) =>
    producer.deliverAtomically('t', [messageOf('a')], { group: 'g', offsets: [{ topic: 'in', partition: 0, offset }] });
  return { producer, deliver, steps };
}

const delivered = [{ topic: 'users', partition: 0, offset: '5' }];

describe('a commit without an answer', () => {
  it('that came through is found by its offset, and the delivery resolves', async () => {
    const { deliver, steps } = worldWith({ isCommitted: true });
    expect(await deliver()).toEqual(delivered);
    expect(steps).toEqual(['commit', 'abort', 'fence', 'committedOffsets']);
  });

  it('that was not committed rejects, without effect', async () => {
    const { deliver } = worldWith({});
    await expect(deliver()).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_FAILED',
      message: 'transaction "t" failed at commit: no answer. It has no effect; send it again.',
    });
  });

  it.each([7, 100])('is not mistaken for another one that had committed offset %d before', async (before) => {
    await expect(worldWith({ before }).deliver(7)).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FAILED' });
  });

  it('asks for nothing when it could be aborted', async () => {
    const { deliver, steps } = worldWith({ abort: undefined as unknown as Error });
    await expect(deliver()).rejects.toThrow('It has no effect');
    expect(steps).toEqual(['commit', 'abort']);
  });

  it.each([true, false])('does not take the id from its new owner (committed: %s)', async (isCommitted) => {
    const { deliver, steps } = worldWith({ isCommitted, abort: lost() });
    if (isCommitted) expect(await deliver()).toEqual(delivered);
    else await expect(deliver()).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
    expect(steps).toEqual(['commit', 'abort', 'committedOffsets']);
  });

  it('that was refused, because another has the id, was not done, and is not asked about', async () => {
    const { deliver, steps } = worldWith({ commit: lost(), abort: lost() });
    await expect(deliver()).rejects.toMatchObject({ code: 'KFW_TRANSACTION_FENCED' });
    expect(steps).toEqual(['commit', 'abort']);
  });

  it.each<[string, Fate]>([
    ['the id cannot be taken over', { fence: new Error('no broker') }],
    ['the offsets cannot be asked for', { lookUp: new Error('no broker') }],
  ])('stays in doubt when %s', async (_what, fate) => {
    const error = await worldWith({ isCommitted: true, ...fate })
      .deliver()
      .catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({
      code: 'KFW_TRANSACTION_IN_DOUBT',
      message: expect.stringMatching(/no broker .*at commit: no answer\)\. Whether it was committed is unknown/),
    });
    const { errors } = (error as Error).cause as AggregateError;
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('failed at commit'),
      'no answer either',
      'no broker',
    ]);
  });

  it('marks the offsets of each transaction differently', async () => {
    const marks = new Set<string | undefined>();
    const transactions = {
      begin: async () => ({
        send: async () => [],
        sendOffsets: async ({ offsets }: ConsumedOffsets) => void marks.add(offsets[0]?.metadata),
        commit: async () => undefined,
        abort: async () => undefined,
      }),
    } as unknown as Transactions;
    const producer = new Producer(new FakeCluster(), transactions, new Monitor());
    const consumed = { group: 'g', offsets: [{ topic: 'in', partition: 0, offset: 1 }] };
    for (let count = 0; count < 3; count += 1) await producer.deliverAtomically('t', [], consumed);
    expect(marks.size).toBe(3);
  });
});

describe('taking over an id', () => {
  it('waits for the transactions of it that run in this process', async () => {
    const steps: string[] = [];
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const transactions = {
      fence: async (id: string) => void steps.push(`fence ${id}`),
      begin: async () => ({
        send: async () => [],
        sendOffsets: async () => undefined,
        commit: async () => {
          begun.resolve();
          await ended.promise;
          steps.push('committed');
        },
        abort: async () => undefined,
      }),
    } as unknown as Transactions;
    const producer = new Producer(new FakeCluster(), transactions, new Monitor());
    const consumed = { group: 'g', offsets: [{ topic: 'in', partition: 0, offset: 1 }] };
    const running = producer.deliverAtomically('t', [], consumed);
    await begun.promise;
    const taken = producer.fence('t');
    await producer.fence('u');
    ended.resolve();
    await Promise.all([running, taken]);
    expect(steps).toEqual(['fence u', 'committed', 'fence t']);
  });

  it('says why it failed', async () => {
    const { producer } = worldWith({ fence: new Error('no broker') });
    await expect(producer.fence('t')).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_FAILED',
      message: expect.stringContaining('failed at fence: no broker'),
    });
  });
});
