/**
 * How the records of one batch are packed and unpacked. What is unpacked came over the wire: sizes that it declares are
 * bounds to plan with, and every codec stops at `maxBytes` whatever was declared.
 */
export interface CompressionCodec {
  /** How many bytes it may hold unpacked, as it declares or by its form; `undefined` when only unpacking shows. */
  declaredBytes(compressed: Buffer): number | undefined;
  /** On this thread. Throws `ERR_BUFFER_TOO_LARGE` when more than `maxBytes` come out, and anything else when corrupt. */
  decompressSync(compressed: Buffer, maxBytes: number): Buffer;
  /** As `decompressSync`, off this thread or in steps that give way. */
  decompress(compressed: Buffer, maxBytes: number): Promise<Buffer>;
  /** A promise for what takes long on this thread. */
  compress(plain: Buffer): Buffer | Promise<Buffer>;
}

/** The code that Node's own zlib throws with. */
const tooLargeCode = 'ERR_BUFFER_TOO_LARGE';

export function tooLargeError(): Error {
  return Object.assign(new RangeError('more comes out than may be unpacked'), { code: tooLargeCode });
}

export function isTooLarge(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === tooLargeCode;
}
