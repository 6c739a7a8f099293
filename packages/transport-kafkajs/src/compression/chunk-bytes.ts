/**
 * The size of the chunks that zlib puts its output into. One chunk that holds all of it saves a copy; the buffer
 * stays as large as it was requested, so a guess is a low one.
 */
const minChunkBytes = 4_096;
const maxChunkBytes = 4_194_304;
const assumedRatio = 3;
/** Each chunk costs a round trip to another thread. */
const minAsyncChunkBytes = 1_048_576;

/** `declaredBytes` is untrusted: a chunk is never larger than `maxBytes`, nor than a few megabytes. */
export function chunkBytes(compressed: Buffer, declaredBytes: number | undefined, maxBytes: number): number {
  const expected = declaredBytes ?? compressed.length * assumedRatio;
  // One byte more: zlib allocates another chunk when one is full.
  return Math.max(minChunkBytes, Math.min(expected, maxBytes, maxChunkBytes) + 1);
}

/** As `chunkBytes`, for output that is decompressed off this thread: it is large, whatever it declares. */
export function asyncChunkBytes(compressed: Buffer, declaredBytes: number | undefined, maxBytes: number): number {
  return Math.max(Math.min(minAsyncChunkBytes, maxBytes + 1), chunkBytes(compressed, declaredBytes, maxBytes));
}
