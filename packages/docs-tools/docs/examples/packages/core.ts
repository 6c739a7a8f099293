import type { Codec } from '@kfw/core';

/** Numbers as decimal text. */
export const numbers: Codec = {
  format: 'number',
  reader: () => ({ prepare: () => undefined, decode: (bytes) => Number(bytes.toString()) }),
  writer: () => ({ prepare: () => undefined, encode: (value) => Buffer.from(String(value)) }),
};
