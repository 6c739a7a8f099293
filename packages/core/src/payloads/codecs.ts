/** The codecs of the formats that need no schema language. They know everything from the start: nothing to await. */
import { coreError } from '../errors/core-errors.js';
import { toError } from '../errors/kfw-error.js';
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
      const written: string | undefined = JSON.stringify(payload);
      return written === undefined ? undefined : Buffer.from(written);
    },
    expected: 'a value that JSON can hold',
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
        try {
          const bytes = conversion.write(payload);
          if (bytes !== undefined) return bytes;
        } catch (thrown) {
          throw coreError('KFW_ENCODE_FAILED', { what: name(target), reason: toError(thrown).message });
        }
        throw coreError('KFW_ENCODE_FAILED', { what: name(target), reason: `it is not ${conversion.expected}.` });
      },
    }),
  };
}

export const builtInCodecs: readonly Codec[] = [codec('json'), codec('raw'), codec('text')];
