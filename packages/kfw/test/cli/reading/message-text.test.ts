import { expect, it } from '@jest/globals';
import { type MessageReaders, TopicMessage } from '@kfw/operating';
import { InferringReader } from '../../../src/cli/decoding/inferring-reader.js';
import { messageText } from '../../../src/cli/reading/message-text.js';

const readers: MessageReaders = { key: new InferringReader('key'), value: new InferringReader('value') };

function shown(record: Partial<TopicMessage['record']>, colored = false, by = readers): string {
  const given = { offset: 7, timestamp: 1_000, key: null, value: null, headers: {}, sizeBytes: 0, ...record };
  return messageText(new TopicMessage(given, by, 'orders', 2), { colored, columns: 80 });
}

it('shows a message as a line of what it is and its payload', () => {
  const headers = { source: Buffer.from('shop'), many: [Buffer.from('a'), Buffer.from('b')] };
  expect(shown({ key: Buffer.from('k1'), value: Buffer.from('{"id":1}'), headers })).toBe(
    'orders[2] at offset 7  1970-01-01T00:00:01.000Z  key k1  source=shop many=a many=b\n  { id: 1 }\n',
  );
});

it('shows tombstones, text, and bytes', () => {
  expect(shown({})).toBe('orders[2] at offset 7  1970-01-01T00:00:01.000Z  no key\n  tombstone\n');
  expect(shown({ value: Buffer.from('one\ntwo') })).toContain('\n  one\n  two\n');
  expect(shown({ value: Buffer.from([0, 1]) })).toContain('\n  2 bytes, base64: AAE=\n');
});

it('lets no control character of a message reach the terminal', () => {
  const esc = '\u001b[2J';
  const text = shown({ key: Buffer.from(esc), value: Buffer.from(`"${esc}"`), headers: { [esc]: Buffer.from(esc) } });
  expect(text).not.toContain('\u001b');
  expect(shown({ value: Buffer.from(JSON.stringify({ a: esc })) }, true)).not.toContain(esc);
});

it('shows why a message cannot be decoded, and its bytes', () => {
  const value = {
    prepare: () => undefined,
    decode: () => {
      throw new Error('no schema');
    },
  };
  const text = shown({ value: Buffer.alloc(400, 1) }, false, { ...readers, value });
  expect(text).toContain('  cannot be decoded: no schema\n  400 bytes, base64: AQEB');
  expect(text).toContain('…');
});
