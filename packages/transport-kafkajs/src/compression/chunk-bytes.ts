/**
 * The size of the pieces that zlib puts its output into. One piece that holds it all spares a copy; the buffer stays as
 * large as it was asked for, so what is only guessed is guessed low.
 */
const minChunkBytes = 4_096;
const maxChunkBytes = 4_194_304;
const assumedRatio = 3;
/** Each piece costs a way to another thread and back. */
const minAsyncChunkBytes = 1_048_576;

/** `declaredBytes` is untrusted: a piece is never larger than what may come out, nor than a few megabytes. */
export function chunkBytes(compressed: Buffer, declaredBytes: number | undefined, maxBytes: number): number {
  const expected = declaredBytes ?? compressed.length * assumedRatio;
  // One byte more: zlib asks for another piece when one is full.
  return Math.max(minChunkBytes, Math.min(expected, maxBytes, maxChunkBytes) + 1);
}

/** As `chunkBytes`, for what is unpacked off this thread: it is large, whatever it declares. */
export function asyncChunkBytes(compressed: Buffer, declaredBytes: number | undefined, maxBytes: number): number {
  return Math.max(Math.min(minAsyncChunkBytes, maxBytes + 1), chunkBytes(compressed, declaredBytes, maxBytes));
}
