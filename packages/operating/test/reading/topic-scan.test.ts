import { expect, it } from '@jest/globals';
import type { PayloadReader } from '@kfw/core';
import { type MessageReaders, type ScannedMessage, TopicScan, type TopicScanOptions } from '../../src/index.js';
import { type MessageInMemory, TopicInMemory } from './topic-in-memory.js';

const text: PayloadReader = {
  prepare: () => undefined,
  decode: (bytes) => {
    const read = bytes.toString();
    if (read === 'bad') throw new Error('not decodable');
    return read;
  },
};
const readers: MessageReaders = { key: text, value: text };

async function scanned(messages: readonly MessageInMemory[], options: Partial<TopicScanOptions> = {}) {
  const topic = new TopicInMemory({ 0: [0, messages.length] }, messages);
  const from = { kind: 'earliest' } as const;
  const scan = new TopicScan({ topic: 'orders', open: topic.reader, readers, from, decodes: true, ...options });
  const found: ScannedMessage[] = [];
  for await (const list of scan.found()) found.push(...list);
  const shown = found.map(({ kind, message }) => `${kind} ${message.offset}`);
  return { topic, scan, found, shown };
}

const values = (...given: (string | null)[]): MessageInMemory[] => given.map((value, offset) => ({ offset, value }));

it('selects by a predicate, and counts what it has read', async () => {
  const { shown, scan, topic } = await scanned(values('a', 'b', 'a', null), {
    predicate: ({ payload }) => payload === 'a',
  });
  expect(shown).toEqual(['selected 0', 'selected 2']);
  expect(scan.counts).toEqual({ scanned: 4, selected: 2, undecodable: 0, failed: 0 });
  expect(scan.progress).toEqual({ position: 4, total: 4 });
  expect(topic.open).toBe(0);
});

it('continues after a message that cannot be decoded, and after a predicate that throws', async () => {
  const predicate: TopicScanOptions['predicate'] = ({ payload }) => {
    if (payload === 'c') throw new TypeError('no');
    return true;
  };
  const { shown, found, scan } = await scanned(values('a', 'bad', 'c', 'd'), { predicate });
  expect(shown).toEqual(['selected 0', 'undecodable 1', 'failed 2', 'selected 3']);
  expect(found[1]).toMatchObject({ error: new Error('not decodable') });
  expect(found[2]).toMatchObject({ error: new TypeError('no') });
  expect(scan.counts).toEqual({ scanned: 4, selected: 2, undecodable: 1, failed: 1 });
});

it('decodes nothing that the predicate does not read, unless asked to', async () => {
  const byKey = { predicate: ({ key }: { key: unknown }) => key === null };
  expect((await scanned(values('bad'), { ...byKey, decodes: false })).shown).toEqual(['selected 0']);
  expect((await scanned(values('bad'), byKey)).shown).toEqual(['undecodable 0']);
});

it('reports what stands for records that cannot be read', async () => {
  const problem = new Error('a batch that is broken');
  const { found } = await scanned([{ offset: 0, problem }, { offset: 1 }], { decodes: false });
  expect(found[0]).toMatchObject({ kind: 'undecodable', error: problem });
  expect(found[1]).toMatchObject({ kind: 'selected' });
});

it('stops at its limit, undecodable messages included, and closes its readers', async () => {
  const { shown, scan, topic } = await scanned(values('a', 'bad', 'c', 'd', 'e', 'f', 'g'), { limit: 3 });
  expect(shown).toEqual(['selected 0', 'undecodable 1', 'selected 2']);
  expect(scan.counts.scanned).toBe(3);
  expect([topic.open, topic.opened]).toEqual([0, 2]);
});

it('awaits schemas once per batch, without records that cannot be read', async () => {
  const prepared: number[] = [];
  const value: PayloadReader = {
    ...text,
    prepare: (records) => {
      prepared.push(records.length);
      return Promise.resolve();
    },
  };
  await scanned([...values('a', 'b', 'c'), { offset: 3, problem: new Error('x') }], { readers: { key: text, value } });
  expect(prepared).toEqual([2, 1]);
});

it('ends when its signal fires', async () => {
  const controller = new AbortController();
  const predicate: TopicScanOptions['predicate'] = ({ offset }) => {
    if (offset === 1) controller.abort();
    return true;
  };
  const { scan, topic } = await scanned(values('a', 'b', 'c', 'd'), { predicate, signal: controller.signal });
  expect(scan.counts.scanned).toBe(2);
  expect(topic.open).toBe(0);
});
