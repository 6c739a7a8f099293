/**
 * The size of the pieces that zlib puts its output into. One piece that holds it all spares a copy; the buffer stays as
 * large as it was asked for, so what is only guessed is guessed low.
 */
const least = 4_096;
const most = 4_194_304;
const usualGrowth = 3;
/** Each piece costs a way to another thread and back. */
const leastAside = 1_048_576;

/** `declaredBytes` is untrusted: a piece is never larger than what may come out, nor than a few megabytes. */
export function chunkBytes(packed: Buffer, declaredBytes: number | undefined, mostBytes: number): number {
  const expected = declaredBytes ?? packed.length * usualGrowth;
  // One byte more: zlib asks for another piece when one is full.
  return Math.max(least, Math.min(expected, mostBytes, most) + 1);
}

/** As `chunkBytes`, for what is unpacked off this thread: it is large, whatever it declares. */
export function chunkBytesAside(packed: Buffer, declaredBytes: number | undefined, mostBytes: number): number {
  return Math.max(Math.min(leastAside, mostBytes + 1), chunkBytes(packed, declaredBytes, mostBytes));
}
