import { expect, it } from '@jest/globals';
import type { LineEncoder } from '../../../src/cli/produce/encode-line.js';
import { LineCheck } from '../../../src/cli/produce/line-check.js';

const encoder = { encode: ({ number }: { number: number }) => ({ number, message: {} }) } as unknown as LineEncoder;

async function checked(from: number, signal = new AbortController().signal): Promise<LineCheck> {
  const check = new LineCheck(encoder, { from, signal });
  async function* chunks() {
    yield Buffer.from('{}\n{}\n');
    yield Buffer.from('{}\n');
  }
  for await (const _ of check.lists(chunks()));
  return check;
}

it('refuses to begin after the last line', async () => {
  const beyond = await checked(4);
  expect(() => beyond.requireLines()).toThrow(
    '--from-line takes the number of a line, and the last one is 3; got "4".',
  );
  const last = await checked(3);
  expect(() => last.requireLines()).not.toThrow();
  expect(last.valid).toBe(1);
});

it('knows nothing of the lines after a signal', async () => {
  const interrupted = await checked(4, AbortSignal.abort());
  expect(() => interrupted.requireLines()).not.toThrow();
});
