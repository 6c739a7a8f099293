/**
 * Most batches are small, and a thread pool costs more than unpacking them does: up to this much is unpacked at once,
 * which takes a few milliseconds at most. What is larger, or turns out to be, is unpacked off this thread.
 */
import type { CompressionCodec } from './compression-codec.js';

export const maxSyncDecompressBytes = 1_048_576;

/** Of what does not say how much it holds, as many times its bytes are expected. */
const assumedRatio = 4;

/** Whether it is unpacked at once, as far as can be seen before. Throws when it is no such thing. */
export function isSmall(codec: CompressionCodec, compressed: Buffer): boolean {
  if (compressed.length > maxSyncDecompressBytes) return false;
  return (codec.declaredBytes(compressed) ?? compressed.length * assumedRatio) <= maxSyncDecompressBytes;
}
