/**
 * A codec that compresses and decompresses the records of one batch. Compressed bytes come over the wire: the sizes
 * that they declare serve for planning only, and every codec stops at `maxBytes`.
 */
export interface CompressionCodec {
  /**
   * The most bytes it may hold decompressed, as it declares or by its form; `undefined` when only decompressing
   * shows.
   */
  declaredBytes(compressed: Buffer): number | undefined;
  /** On this thread. Throws `ERR_BUFFER_TOO_LARGE` when more than `maxBytes` come out, and anything else when corrupt. */
  decompressSync(compressed: Buffer, maxBytes: number): Buffer;
  /** As `decompressSync`, off this thread or in steps that yield to the event loop. */
  decompress(compressed: Buffer, maxBytes: number): Promise<Buffer>;
  /** A promise when it would block this thread for long. */
  compress(plain: Buffer): Buffer | Promise<Buffer>;
}

/** The code of the error that Node's own zlib throws. */
const tooLargeCode = 'ERR_BUFFER_TOO_LARGE';

export function tooLargeError(): Error {
  return Object.assign(new RangeError('it is larger than allowed'), { code: tooLargeCode });
}

export function isTooLarge(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === tooLargeCode;
}
