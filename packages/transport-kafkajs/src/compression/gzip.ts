/** gzip, which Node brings. Its last four bytes say how much the last member holds; mostly there is one. */
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzipSync, gzip as pack } from 'node:zlib';
import { chunkBytes, chunkBytesAside } from './chunk-bytes.js';
import type { Codec } from './codec.js';

const unpackAside = promisify(gunzip);
const packAside = promisify(pack);

/** What is packed in about a millisecond; handing it to another thread costs a third of one. */
const packNowBytes = 32_768;
const trailerBytes = 8;
/** Deflate cannot grow farther: what says more is no size. */
const mostGrowth = 1_032;

export const gzip: Codec = {
  declaredBytes(packed) {
    if (packed.length < trailerBytes) return undefined;
    const declared = packed.readUInt32LE(packed.length - 4);
    return declared <= packed.length * mostGrowth ? declared : undefined;
  },
  unpackNow: (packed, maxOutputLength) => gunzipSync(packed, options(packed, maxOutputLength, chunkBytes)),
  unpack: (packed, maxOutputLength) => unpackAside(packed, options(packed, maxOutputLength, chunkBytesAside)),
  pack: (plain) => (plain.length <= packNowBytes ? gzipSync(plain) : packAside(plain)),
};

function options(packed: Buffer, maxOutputLength: number, pieces: typeof chunkBytes) {
  return { maxOutputLength, chunkSize: pieces(packed, gzip.declaredBytes(packed), maxOutputLength) };
}
