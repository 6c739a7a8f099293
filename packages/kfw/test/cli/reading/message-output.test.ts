import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { type MessageReaders, type ScannedMessage, TopicMessage } from '@kfw/operating';
import { InferringReader } from '../../../src/cli/decoding/inferring-reader.js';
import { foundWriter, type OutputOptions, writeFound } from '../../../src/cli/reading/message-output.js';

const readers: MessageReaders = { key: new InferringReader('key'), value: new InferringReader('value') };

function found(kind: ScannedMessage['kind'], value: Buffer | null): ScannedMessage {
  const record = { offset: 7, timestamp: 0, key: null, value, headers: {}, sizeBytes: 0 };
  return { kind, message: new TopicMessage(record, readers, 'orders', 0), error: undefined };
}

class Screen extends Writable {
  readonly chunks: Buffer[] = [];
  isTTY = false;
  columns = 80;
  hasColors = () => true;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    setImmediate(done);
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }
}

async function written(list: readonly ScannedMessage[], options: Partial<OutputOptions>, isTTY = false) {
  const screen = new Screen({ highWaterMark: 1 });
  screen.isTTY = isTTY;
  const write = foundWriter({ json: false, raw: false, ...options }, screen as unknown as NodeJS.WriteStream);
  await writeFound(list, write, screen);
  // It has waited until the stream took everything.
  expect(screen.writableLength).toBe(0);
  return screen.text;
}

it('writes what was selected or cannot be decoded, and not what the filter failed for', async () => {
  const list = [found('selected', Buffer.from('1')), found('failed', Buffer.from('2')), found('undecodable', null)];
  const lines = (await written(list, { json: true })).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { payload: unknown }).payload)).toEqual([1, null]);
  expect(await written([found('failed', null)], { json: true })).toBe('');
});

it('escapes the control characters that JSON leaves', async () => {
  const value = Buffer.from(JSON.stringify({ a: '\u001b\u007f\u009b\u2028é' }));
  expect(await written([found('selected', value)], { json: true })).toContain(
    `{"a":"\\u001b\\u007f\\u009b\\u2028${Buffer.from('é').toString('latin1')}"}`,
  );
});

it('writes the bytes of values as they are, but no control characters to a terminal', async () => {
  const bytes = Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0xff]);
  const list = [found('selected', bytes), found('undecodable', bytes), found('selected', null)];
  expect(await written(list, { raw: true })).toBe('\u001b[2J\u00ff\n\n');
  expect(await written(list, { raw: true }, true)).not.toContain('\u001b');
});

it('colours a terminal only', async () => {
  const list = [found('selected', Buffer.from('{"a":1}'))];
  expect(await written(list, {}, true)).toContain('\u001b[36morders[0] at offset 7');
  expect(await written(list, {})).toContain('orders[0] at offset 7  1970');
});
