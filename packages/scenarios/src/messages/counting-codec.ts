/** A codec that counts: which bytes were decoded, in order. For scenarios that count decoding. */
import type { Codec } from '@kfw/core';

/** Reads and writes as `codec` does, in its name: given to an app, it takes the place of the one that ships. */
export function countingCodec(codec: Codec): { readonly codec: Codec; readonly decoded: Buffer[] } {
  const decoded: Buffer[] = [];
  const counting: Codec = {
    format: codec.format,
    writer: (target) => codec.writer(target),
    reader(target) {
      const reader = codec.reader(target);
      return {
        prepare: (records) => reader.prepare(records),
        decode(bytes) {
          if (target.side === 'value') decoded.push(bytes);
          return reader.decode(bytes);
        },
      };
    },
  };
  return { codec: counting, decoded };
}

/** The one of that format, or an error. */
export function codecOf(format: string, codecs: readonly Codec[]): Codec {
  const found = codecs.find((codec) => codec.format === format);
  if (found === undefined) throw new Error(`There is no codec "${format}".`);
  return found;
}
