import { describe, expect, it } from '@jest/globals';
import { type LaneFilter, type LaneOrder, laneRows } from '../../../src/cli/top/lane-rows.js';
import { laneOf, statusOf, watched } from './statuses.js';

const lanes = [
  laneOf({ topic: 'orders', partition: 10, lag: 5, lagSeconds: 1, failures: 3 }),
  laneOf({ topic: 'orders', partition: 9, lag: 9, lagSeconds: null, handler: 'OrdersConsumer.process', runningMs: 70 }),
  laneOf({ topic: 'audit', partition: 0, lag: null, lagSeconds: 20, stalled: true }),
];

async function places(filter: LaneFilter, order: LaneOrder = 'topic'): Promise<string[]> {
  const server = await watched(statusOf(lanes));
  return laneRows([server], filter, order).map(({ topic, partition }) => `${topic}[${partition}]`);
}

describe('the rows of kfw top', () => {
  it.each([
    ['topic', ['audit[0]', 'orders[9]', 'orders[10]']],
    ['lagSeconds', ['audit[0]', 'orders[10]', 'orders[9]']],
    ['lag', ['orders[9]', 'orders[10]', 'audit[0]']],
    ['runningMs', ['orders[9]', 'audit[0]', 'orders[10]']],
    ['errors', ['audit[0]', 'orders[10]', 'orders[9]']],
  ] as const)('are sorted by %s', async (order, expected) => expect(await places({}, order)).toEqual(expected));

  it('are those of a group, with or without the client id, and of a topic', async () => {
    for (const group of ['shop_billing', 'billing', 'shop_*', 'bil*']) expect(await places({ group })).toHaveLength(3);
    expect(await places({ group: 'shop' })).toEqual([]);
    expect(await places({ topic: 'ord*' })).toEqual(['orders[9]', 'orders[10]']);
    expect(await places({ topic: 'order' })).toEqual([]);
  });

  it('are those with a text in them', async () => {
    expect(await places({ text: 'consumer.PROCESS' })).toEqual(['orders[9]']);
    expect(await places({ text: 'audit[0]' })).toEqual(['audit[0]']);
  });

  it('name their server where there are several', async () => {
    const server = await watched(statusOf(lanes));
    expect(laneRows([server], {}, 'topic')[0]?.server).toBe('');
    expect(laneRows([server, server], {}, 'topic')[0]?.server).toBe('127.0.0.1:8080');
  });
});
