import { expect, it } from '@jest/globals';
import { unlessAborted } from '../../src/reading/kafkajs-reader.js';

it('settles as the work does, or when the signal fires', async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(signal, Promise.resolve(1))).toBe(1);
  await expect(unlessAborted(signal, Promise.reject(new Error('failed')))).rejects.toThrow('failed');

  const left = new AbortController();
  const waiting = unlessAborted(left.signal, new Promise<never>(() => {}));
  left.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  await expect(unlessAborted(left.signal, Promise.resolve(1))).rejects.toThrow('left');
});
