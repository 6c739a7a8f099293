/** What is measured of transactions: how each ended, and the batches of those that were committed. */
import { describe, expect, it } from '@jest/globals';
import { defineErrors } from '../../../src/errors/kfw-error.js';
import { Monitor } from '../../../src/events/monitor.js';
import type { Transactions } from '../../../src/ports/transport.js';
import { Producer } from '../../../src/producing/producer.js';
import { collected, observed } from '../../support/collected.js';
import { FakeCluster } from '../fake-cluster.js';
import { messageOf } from '../producer-world.js';

const fenced = defineErrors({ KFW_TRANSACTION_FENCED: () => 'fenced' })('KFW_TRANSACTION_FENCED', undefined);

type Failures = Partial<Record<'begin' | 'send' | 'commit' | 'abort' | 'fence', Error>>;

function worldWith(failures: Failures) {
  const monitor = new Monitor();
  const step = async (name: keyof Failures): Promise<void> => {
    if (failures[name] !== undefined) throw failures[name];
  };
  const transactions: Transactions = {
    fence: () => step('fence'),
    committedOffsets: async () => [],
    begin: async () => {
      await step('begin');
      return {
        send: async (batches) => {
          await step('send');
          return batches.map(({ topic, partition }) => ({ topic, partition, ok: true, baseOffset: 0 }));
        },
        sendOffsets: async () => {},
        commit: () => step('commit'),
        abort: () => step('abort'),
      };
    },
  };
  const producer = new Producer(new FakeCluster(), transactions, monitor);
  const messages = [messageOf('a'), messageOf('b', { partition: 1 }), messageOf('c')];
  const deliver = () => producer.deliverAtomically('t', messages).catch(() => {});
  return { deliver, measurements: monitor.measurements };
}

describe('what is measured of transactions', () => {
  it('is there at 0 from the start', () => {
    const { measurements } = worldWith({});
    expect(collected(measurements, 'kfw_transactions_total')).toEqual({ committed: 0, aborted: 0, inDoubt: 0 });
  });

  it('counts the batches of a committed one as acknowledged', async () => {
    const { deliver, measurements } = worldWith({});
    await deliver();
    expect(collected(measurements, 'kfw_transactions_total')).toEqual({ committed: 1, aborted: 0, inDoubt: 0 });
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 3 });
    expect(collected(measurements, 'kfw_producer_bytes_total')).toEqual({ users: 3 * 10 });
    expect(observed(measurements, 'kfw_producer_batch_messages')).toEqual({ users: { count: 2, sum: 3 } });
    expect(observed(measurements, 'kfw_delivery_seconds').users?.count).toBe(2);
    expect(collected(measurements, 'kfw_producer_failures_total')).toEqual({ 'users other': 0 });
  });

  it.each<[string, Failures, Record<string, number>, string]>([
    ['did not begin', { begin: new Error('no') }, { committed: 0, aborted: 0, inDoubt: 0 }, 'KFW_TRANSACTION_FAILED'],
    ['failed', { send: new Error('no') }, { committed: 0, aborted: 1, inDoubt: 0 }, 'KFW_TRANSACTION_FAILED'],
    [
      'was fenced',
      { commit: fenced, abort: new Error('fenced as well') },
      { committed: 0, aborted: 1, inDoubt: 0 },
      'KFW_TRANSACTION_FENCED',
    ],
    [
      'could not be aborted, and cannot be committed',
      { send: new Error('no'), abort: new Error('no') },
      { committed: 0, aborted: 1, inDoubt: 0 },
      'KFW_TRANSACTION_FAILED',
    ],
    [
      'has no response to its commit',
      { commit: new Error('no'), abort: new Error('no') },
      { committed: 0, aborted: 0, inDoubt: 1 },
      'KFW_TRANSACTION_IN_DOUBT',
    ],
  ])('counts none of the messages of one that %s', async (_what, failures, outcomes, error) => {
    const { deliver, measurements } = worldWith(failures);
    await deliver();
    expect(collected(measurements, 'kfw_transactions_total')).toEqual(outcomes);
    expect(collected(measurements, 'kfw_producer_messages_total')).toEqual({ users: 0 });
    expect(collected(measurements, 'kfw_producer_failures_total')).toEqual({ 'users other': 0, [`users ${error}`]: 3 });
  });
});
