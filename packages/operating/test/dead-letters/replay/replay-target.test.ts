import { expect, it } from '@jest/globals';
import { placeLetter, type ReplayTarget } from '../../../src/dead-letters/replay/replay-target.js';
import { fromOrders, type LetterDraft, letterOf } from './letters.js';

/** The cluster prefixes what the code says. */
const topics = {
  onCluster: (topic: string) => `eu.${topic}`,
  partitionsOf: async (topic: string) =>
    ({ 'eu.orders': 6, 'eu.few': 2, 'eu.orders.shop_app.retry-10s': 6, other: 1 })[topic],
};
const place = (draft: LetterDraft, target: ReplayTarget) => placeLetter(letterOf(draft), target, topics);
const few = fromOrders.map(([name, value]) => [name, name === 'kfw-source-topic' ? 'few' : value] as const);

it('goes to the source topic, to the partition that it came from', async () => {
  expect(await place({}, { kind: 'source' })).toEqual({ topic: 'eu.orders', partition: 3 });
});

it('goes where its key does when the source has fewer partitions now, or another topic is named', async () => {
  expect(await place({ source: few }, { kind: 'source' })).toEqual({ topic: 'eu.few' });
  expect(await place({}, { kind: 'topic', topic: 'other' })).toEqual({ topic: 'other' });
});

it('without a key stays with those of its partition', async () => {
  const together = { topic: 'other', partitionKey: Buffer.from('orders-3') };
  expect(await place({ key: null }, { kind: 'topic', topic: 'other' })).toEqual(together);
  const unknown = { topic: 'other', partitionKey: Buffer.from('orders.dead-letters-0') };
  expect(await place({ key: null, source: [] }, { kind: 'topic', topic: 'other' })).toEqual(unknown);
});

it('goes to the retry topic of the group that failed', async () => {
  expect(await place({}, { kind: 'retry', delay: '10s' })).toEqual({ topic: 'eu.orders.shop_app.retry-10s' });
});

it.each<[string, LetterDraft, ReplayTarget, RegExp]>([
  ['its source is not known', { source: [] }, { kind: 'source' }, /no header names its source topic: give --to TOPIC/],
  ['its group is not known', { source: fromOrders.slice(0, 4) }, { kind: 'retry', delay: '10s' }, /topic and group/],
  ['the topic does not exist', {}, { kind: 'retry', delay: '1m' }, /has no topic eu\.orders\.shop_app\.retry-1m/],
  ['it is a batch', { headers: [['kfw-batch-first-offset', '3']] }, { kind: 'source' }, /a batch that cannot be read/],
  ['it cannot be read', { problem: new Error('damaged') }, { kind: 'source' }, /a batch of the dead-letter topic/],
])('stays where it is when %s', async (_when, draft, target, reason) => {
  expect(await place(draft, target)).toEqual({ reason: expect.stringMatching(reason) });
});
