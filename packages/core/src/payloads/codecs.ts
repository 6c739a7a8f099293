/** The codecs of the formats that need no schema language. They know everything from the start: nothing to await. */
import { coreError } from '../errors/core-errors.js';
import type { Codec, CodecTarget } from '../ports/codec.js';

interface Conversion {
  read(bytes: Buffer): unknown;
  /** `undefined` when the payload is not of this format. */
  write(payload: unknown): Buffer | undefined;
  readonly expected: string;
}

const conversions: Readonly<Record<'json' | 'raw' | 'text', Conversion>> = {
  json: {
    read: (bytes) => JSON.parse(bytes.toString('utf8')) as unknown,
    write(payload) {
      try {
        const written: string | undefined = JSON.stringify(payload);
        return written === undefined ? undefined : Buffer.from(written);
      } catch {
        // What was thrown may quote the payload: it names properties, or comes from an app's own `toJSON`.
        return undefined;
      }
    },
    expected: 'a value that JSON can hold: no cycle, no BigInt, no undefined, and no toJSON that throws',
  },
  raw: {
    read: (bytes) => bytes,
    write: (payload) => (Buffer.isBuffer(payload) ? payload : undefined),
    expected: 'a Buffer',
  },
  text: {
    read: (bytes) => bytes.toString('utf8'),
    write: (payload) => (typeof payload === 'string' ? Buffer.from(payload) : undefined),
    expected: 'a string',
  },
};

function codec(format: keyof typeof conversions): Codec {
  const conversion = conversions[format];
  const name = ({ side, topic }: CodecTarget) => `The ${side} of a message of "${topic}"`;
  return {
    format,
    reader: (target) => ({
      prepare: () => undefined,
      decode(bytes) {
        try {
          return conversion.read(bytes);
        } catch {
          // The parser's own message would quote the payload.
          throw coreError('KFW_DECODE_FAILED', {
            what: name(target),
            reason: `its ${bytes.length} bytes are not ${format}.`,
          });
        }
      },
    }),
    writer: (target) => ({
      prepare: () => undefined,
      encode(payload) {
        const bytes = conversion.write(payload);
        if (bytes !== undefined) return bytes;
        throw coreError('KFW_ENCODE_FAILED', { what: name(target), reason: `it is not ${conversion.expected}.` });
      },
    }),
  };
}

export const builtInCodecs: readonly Codec[] = [codec('json'), codec('raw'), codec('text')];
