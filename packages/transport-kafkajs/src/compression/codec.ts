/**
 * How the records of one batch are packed and unpacked. What is unpacked came over the wire: sizes that it declares are
 * bounds to plan with, and every codec stops at `maxBytes` whatever was declared.
 */
export interface Codec {
  /** How many bytes it may hold unpacked, as it declares or by its form; `undefined` when only unpacking shows. */
  declaredBytes(packed: Buffer): number | undefined;
  /** On this thread. Throws `ERR_BUFFER_TOO_LARGE` when more than `maxBytes` come out, and anything else when corrupt. */
  unpackNow(packed: Buffer, mostBytes: number): Buffer;
  /** As `unpackNow`, off this thread or in steps that give way. */
  unpack(packed: Buffer, mostBytes: number): Promise<Buffer>;
  /** A promise for what takes long on this thread. */
  pack(plain: Buffer): Buffer | Promise<Buffer>;
}

/** The code that Node's own zlib throws with. */
const tooLargeCode = 'ERR_BUFFER_TOO_LARGE';

export function tooLarge(): Error {
  return Object.assign(new RangeError('more comes out than may be unpacked'), { code: tooLargeCode });
}

export function isTooLarge(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === tooLargeCode;
}
