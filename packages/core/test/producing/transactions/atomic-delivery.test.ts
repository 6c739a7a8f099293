/** Transactions: all or nothing, one after the other, and no failure swallowed. */
import { describe, expect, it } from '@jest/globals';
import { defineErrors } from '../../../src/errors/kfw-error.js';
import { Monitor } from '../../../src/events/monitor.js';
import type { ConsumedOffsets, PartitionBatch, PartitionResult } from '../../../src/ports/transport.js';
import { Producer } from '../../../src/producing/producer.js';
import type { ProducerOptions } from '../../../src/producing/producer-options.js';
import { FakeCluster } from '../fake-cluster.js';
import { messageOf, noTransactions } from '../producer-world.js';

const coreFenced = defineErrors({ KFW_TRANSACTION_FENCED: ({ id }: { id: string }) => `${id} is lost` });

type Step = 'begin' | 'send' | 'sendOffsets' | 'commit' | 'abort';

/** A producer whose transactions note what they do, and fail at the steps named. */
function atomicWorld(options: ProducerOptions = {}) {
  const steps: unknown[] = [];
  const failing = new Map<Step, Error>();
  const answers: { change: (results: PartitionResult[]) => PartitionResult[] } = { change: (results) => results };
  const step = (name: Step, ...detail: unknown[]): void => {
    steps.push([name, ...detail]);
    const error = failing.get(name);
    if (error !== undefined) throw error;
  };
  const begin = async (id: string) => {
    step('begin', id);
    let sent = 0;
    return {
      send: async (batches: readonly PartitionBatch[]) => {
        step('send', ...batches.map(({ partition, records }) => [partition, records.length]));
        sent += 1;
        return answers.change(
          batches.map(({ topic, partition }) => ({ topic, partition, ok: true, baseOffset: sent * 10 })),
        );
      },
      sendOffsets: async ({ group }: ConsumedOffsets) => step('sendOffsets', group),
      commit: async () => step('commit'),
      abort: async () => step('abort'),
    };
  };
  const producer = new Producer(new FakeCluster(), { ...noTransactions, begin }, new Monitor(), options);
  return { producer, steps, failing, answers };
}

const [a, b, c] = [messageOf('a'), messageOf('b', { partition: 1 }), messageOf('c')];
const consumed = { group: 'g', offsets: [{ topic: 'in', partition: 0, offset: 7 }] };

describe('deliverAtomically', () => {
  it('sends the messages and the offsets, commits, and reports places in order', async () => {
    const { producer, steps } = atomicWorld();
    expect(await producer.deliverAtomically('t', [a, b, c], consumed)).toEqual([
      { topic: 'users', partition: 0, offset: '10' },
      { topic: 'users', partition: 1, offset: '10' },
      { topic: 'users', partition: 0, offset: '11' },
    ]);
    expect(steps).toEqual([['begin', 't'], ['send', [0, 2], [1, 1]], ['sendOffsets', 'g'], ['commit']]);
    expect(producer.bufferedCount).toBe(0);
  });

  it('sends batches that are too large in rounds, in order', async () => {
    const { producer, steps } = atomicWorld({ batchSize: 1 });
    const delivered = await producer.deliverAtomically('t', [a, b, c]);
    expect(steps).toEqual([['begin', 't'], ['send', [0, 1], [1, 1]], ['send', [0, 1]], ['commit']]);
    expect(delivered.map(({ offset }) => offset)).toEqual(['10', '10', '20']);
  });

  it('commits offsets without messages, and does nothing without either', async () => {
    const { producer, steps } = atomicWorld();
    expect(await producer.deliverAtomically('t', [], consumed)).toEqual([]);
    expect(steps).toEqual([['begin', 't'], ['sendOffsets', 'g'], ['commit']]);
    expect(await producer.deliverAtomically('t', [])).toEqual([]);
    expect(steps).toHaveLength(3);
  });

  it('runs transactions of one id one after the other, also after a failure, and others beside them', async () => {
    const { producer, steps, failing } = atomicWorld();
    failing.set('commit', new Error('no'));
    const outcomes = await Promise.allSettled([
      producer.deliverAtomically('t', [a]),
      producer.deliverAtomically('t', [b]),
      producer.deliverAtomically('u', [c]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const begins = steps.flatMap((step, at) =>
      (step as unknown[])[0] === 'begin' ? [[(step as unknown[])[1], at]] : [],
    );
    expect(begins.map(([id]) => id)).toEqual(['t', 'u', 't']);
    const firstAbort = steps.findIndex((step) => (step as unknown[])[0] === 'abort');
    expect(begins[2]?.[1]).toBeGreaterThan(firstAbort);
  });

  it.each(['send', 'sendOffsets', 'commit'] as const)('aborts when it fails at %s, and says so', async (step) => {
    const { producer, steps, failing } = atomicWorld();
    const cause = new Error('fenced');
    failing.set(step, cause);
    await expect(producer.deliverAtomically('t', [a], consumed)).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_FAILED',
      message: `transaction "t" failed at ${step}: fenced. It has no effect; send it again.`,
      cause,
    });
    expect(steps.at(-1)).toEqual(['abort']);
  });

  it.each<Step>(['begin', 'send', 'sendOffsets', 'commit'])(
    'that was fenced at %s says so, whatever becomes of the abort, and begins nothing again',
    async (step) => {
      const { producer, steps, failing } = atomicWorld();
      const fenced = coreFenced('KFW_TRANSACTION_FENCED', { id: 't' });
      failing.set(step, fenced).set('abort', new Error('fenced as well'));
      await expect(producer.deliverAtomically('t', [a], consumed)).rejects.toBe(fenced);
      expect(steps.filter((each) => (each as unknown[])[0] === 'begin')).toHaveLength(1);
    },
  );

  it('has nothing to abort when it cannot begin', async () => {
    const { producer, steps, failing } = atomicWorld();
    failing.set('begin', new Error('no coordinator'));
    await expect(producer.deliverAtomically('t', [a])).rejects.toThrow('failed at begin: no coordinator');
    expect(steps).toEqual([['begin', 't']]);
  });

  it('says that nobody knows when neither the commit nor the abort has an answer', async () => {
    const { producer, failing } = atomicWorld();
    failing.set('commit', new Error('no answer')).set('abort', new Error('no broker'));
    await expect(producer.deliverAtomically('t', [a])).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_IN_DOUBT',
      message: expect.stringMatching(/at commit: no answer\)\. Whether it was committed is unknown/),
    });
  });

  it('reports both failures when the abort fails as well', async () => {
    const { producer, failing } = atomicWorld();
    const [failed, abort] = [new Error('fenced'), new Error('no broker')];
    failing.set('send', failed).set('abort', abort);
    const error = await producer.deliverAtomically('t', [a]).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({
      code: 'KFW_TRANSACTION_FAILED',
      message: expect.stringMatching(/abort: no broker.*fenced/),
    });
    const { errors } = (error as Error).cause as AggregateError;
    expect(errors).toEqual([expect.objectContaining({ cause: failed }), abort]);
  });

  it.each<[string, (results: PartitionResult[]) => PartitionResult[], RegExp]>([
    ['is missing from the answer', (results) => results.slice(1), /failed at send: .* users\[0\]/],
    [
      'failed in it',
      ([first, ...rest]) => [
        { topic: 'users', partition: 0, ok: false, error: new Error('too large'), retriable: true, divisible: false },
        ...(first === undefined ? [] : rest),
      ],
      /failed at send: too large/,
    ],
  ])('aborts when a partition %s', async (_what, change, text) => {
    const { producer, steps, answers } = atomicWorld();
    answers.change = change;
    await expect(producer.deliverAtomically('t', [a, b])).rejects.toThrow(text);
    expect(steps.at(-1)).toEqual(['abort']);
  });

  it('begins nothing when a message is refused', async () => {
    const { producer, steps } = atomicWorld();
    await expect(producer.deliverAtomically('t', [a, messageOf('x', { partition: 9 })])).rejects.toMatchObject({
      code: 'KFW_PARTITION_INVALID',
    });
    expect(steps).toEqual([]);
  });
});
