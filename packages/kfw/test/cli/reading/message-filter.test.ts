import { expect, it } from '@jest/globals';
import { type MessageReaders, TopicMessage } from '@kfw/operating';
import { InferringReader } from '../../../src/cli/decoding/inferring-reader.js';
import { type FilterOptions, messageFilter } from '../../../src/cli/reading/message-filter.js';

const readers: MessageReaders = { key: new InferringReader('key'), value: new InferringReader('value') };
const record = {
  offset: 7,
  timestamp: 1_000,
  key: Buffer.from('k=1'),
  value: Buffer.from('{"id":7}'),
  headers: { source: Buffer.from('shop'), many: [Buffer.from('a'), null, Buffer.from('b=c')], empty: null },
  sizeBytes: 0,
};

function selects(options: FilterOptions, by = readers): boolean | undefined {
  return messageFilter(options)?.(new TopicMessage(record, by, 'orders', 2));
}

it.each<[FilterOptions, boolean]>([
  [{ key: 'k=1' }, true],
  [{ key: 'k' }, false],
  [{ header: ['source=shop'] }, true],
  [{ header: ['source=shop', 'many=b=c'] }, true],
  [{ header: ['source=shop', 'many=c'] }, false],
  [{ header: ['empty='] }, false],
  [{ header: ['toString=x'] }, false],
  [{ filter: 'payload.id === 7 && headers.source === "shop" && timestamp.getTime() === 1000' }, true],
  [{ key: 'k=1', header: ['source=shop'], filter: 'payload.id > 7' }, false],
])('%j selects: %s', (options, expected) => {
  expect(selects(options)).toBe(expected);
});

it('compares a key that is not text as JSON', () => {
  const key = { prepare: () => undefined, decode: () => ({ id: 1n }) };
  expect(selects({ key: '{"id":"1"}' }, { ...readers, key })).toBe(true);
  expect(selects({ key: '{"id":"2"}' }, { ...readers, key })).toBe(false);
});

it('does not decode a payload before a cheaper condition has selected the message', () => {
  const value = {
    prepare: () => undefined,
    decode: () => {
      throw new Error('decoded');
    },
  };
  expect(selects({ key: 'other', filter: 'payload.id > 5' }, { ...readers, value })).toBe(false);
});

it('is not there when every message is selected', () => {
  expect(messageFilter({})).toBeUndefined();
});

it('refuses a header without a value', () => {
  expect(() => messageFilter({ header: ['source'] })).toThrow('--header takes NAME=VALUE; got "source".');
  expect(() => messageFilter({ header: ['=shop'] })).toThrow('--header takes NAME=VALUE');
});
