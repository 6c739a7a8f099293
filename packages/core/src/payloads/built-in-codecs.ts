/** The codecs of the formats without a schema language. They need no registry, so nothing is awaited. */
import { isUint8Array } from 'node:util/types';
import { coreError } from '../errors/core-errors.js';
import type { Codec, CodecTarget } from '../ports/codec.js';
import { bufferOf } from './as-buffer.js';
import { isUnnamed } from './schemas.js';
import { writeJson } from './write-json.js';

interface Conversion {
  read(bytes: Buffer): unknown;
  /** The bytes, or why the payload is not of this format; `part` names it. */
  write(payload: unknown, part: string): Buffer | string;
}

const conversions: Readonly<Record<'json' | 'raw' | 'text', Conversion>> = {
  json: {
    read: (bytes) => JSON.parse(bytes.toString('utf8')) as unknown,
    write(payload, part) {
      const written = writeJson(payload);
      return typeof written === 'string' ? Buffer.from(written) : written.describe(part);
    },
  },
  raw: {
    read: (bytes) => bytes,
    write: (payload) => (isUint8Array(payload) ? bufferOf(payload) : 'it is not a Buffer.'),
  },
  text: {
    read: (bytes) => bytes.toString('utf8'),
    write(payload, part) {
      // Keys are text unless their schema says otherwise, which says nothing against bytes.
      if (part === 'key' && isUint8Array(payload)) return bufferOf(payload);
      if (typeof payload !== 'string') return 'it is not a string.';
      // The halves of a character that is more than 16 bits: alone they have no UTF-8, and all would become the same "\ufffd".
      return payload.isWellFormed() ? Buffer.from(payload) : 'it holds half a character (a lone surrogate).';
    },
  },
};

function codec(format: keyof typeof conversions): Codec {
  const conversion = conversions[format];
  const name = ({ side, topic }: CodecTarget) => `the ${side} of a message of "${topic}"`;
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
        const written = conversion.write(payload, target.side === 'key' ? 'key' : 'payload');
        if (typeof written !== 'string') return written;
        const { topic, schema } = target;
        if (isUnnamed(schema)) throw coreError('KFW_DELIVERY_INVALID', { topic, problem: written });
        throw coreError('KFW_ENCODE_FAILED', { what: name(target), reason: written });
      },
    }),
  };
}

export const builtInCodecs: readonly Codec[] = [codec('json'), codec('raw'), codec('text')];
