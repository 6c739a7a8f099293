import { expect, it } from '@jest/globals';
import { findSpans } from '../../src/reading/find-spans.js';
import type { ReadRange } from '../../src/reading/read-range.js';
import { TopicInMemory } from './topic-in-memory.js';

const messages = [
  { partition: 0, offset: 10, timestamp: 100 },
  { partition: 0, offset: 14, timestamp: 200 },
  { partition: 1, offset: 0, timestamp: 150 },
  { partition: 1, offset: 3, timestamp: 250 },
  { partition: 1, offset: 4, timestamp: 260 },
];
const topic = () => new TopicInMemory({ 0: [10, 15], 1: [0, 6], 2: [0, 0] }, messages);

async function stretches(range: ReadRange): Promise<string[]> {
  const found = await findSpans('orders', range, topic().reader);
  return found.map(({ partition, from, end }) => `${partition}:${from}-${end ?? ''}`);
}

it.each<[string, ReadRange, string[]]>([
  ['all that is there', { from: { kind: 'earliest' } }, ['0:10-15', '1:0-6', '2:0-0']],
  ['nothing, from the end', { from: { kind: 'latest' } }, ['0:15-15', '1:6-6', '2:0-0']],
  ['from an offset, where there is one', { from: { kind: 'offset', offset: 4 } }, ['0:10-15', '1:4-6', '2:0-0']],
  ['from a time', { from: { kind: 'time', timestampMs: 200 } }, ['0:14-15', '1:3-6', '2:0-0']],
  ['to a time', { from: { kind: 'earliest' }, to: { kind: 'time', timestampMs: 200 } }, ['0:10-14', '1:0-3', '2:0-0']],
  [
    'to an offset, and never past the end',
    { from: { kind: 'earliest' }, to: { kind: 'offset', offset: 12 } },
    ['0:10-12', '1:0-6', '2:0-0'],
  ],
  ['some partitions', { from: { kind: 'earliest' }, partitions: [1, 1] }, ['1:0-6']],
  ['without an end', { from: { kind: 'latest' }, follow: true }, ['0:15-', '1:6-', '2:0-']],
  ['the newest of all partitions', { from: { kind: 'last', count: 3 } }, ['0:14-15', '1:3-6', '2:0-0']],
  [
    'the newest before an end',
    { from: { kind: 'last', count: 2 }, to: { kind: 'time', timestampMs: 250 } },
    ['0:14-15', '1:0-3', '2:0-0'],
  ],
  ['more than there are', { from: { kind: 'last', count: 99 } }, ['0:10-15', '1:0-6', '2:0-0']],
])('reads %s', async (_name, range, expected) => {
  expect(await stretches(range)).toEqual(expected);
});

it('closes its readers', async () => {
  const read = topic();
  await findSpans('orders', { from: { kind: 'last', count: 3 } }, read.reader);
  expect([read.open, read.opened > 0]).toEqual([0, true]);
});

it('refuses a partition that does not exist, and an offset that no partition reaches', async () => {
  const range: ReadRange = { from: { kind: 'earliest' }, partitions: [1, 7] };
  await expect(findSpans('orders', range, topic().reader)).rejects.toMatchObject({ code: 'KFW_PARTITION_NOT_FOUND' });
  const beyond: ReadRange = { from: { kind: 'offset', offset: 16 } };
  await expect(findSpans('orders', beyond, topic().reader)).rejects.toMatchObject({ code: 'KFW_OFFSET_OUT_OF_RANGE' });
});

it('reads the end of a partition with gaps further back, until there are enough messages', async () => {
  const sparse = Array.from({ length: 8 }, (_, index) => ({ offset: index * 100 }));
  const read = new TopicInMemory({ 0: [0, 1_000] }, sparse);
  const [span] = await findSpans('orders', { from: { kind: 'last', count: 5 } }, read.reader);
  expect(span).toMatchObject({ from: 300, end: 1_000 });
  expect(read.spans.length).toBeLessThan(12);
});
