/**
 * Decides which batches are decompressed synchronously. Most are small, and a thread pool costs more than
 * decompressing them: up to this size it takes a few milliseconds at most. Larger batches are decompressed off this
 * thread.
 */
import type { CompressionCodec } from './compression-codec.js';

export const maxSyncDecompressBytes = 1_048_576;

/** The expansion that is assumed where no size is declared. */
const assumedRatio = 4;

/** Whether it is decompressed synchronously, as far as its declaration shows. Throws when its form is invalid. */
export function isSmall(codec: CompressionCodec, compressed: Buffer): boolean {
  if (compressed.length > maxSyncDecompressBytes) return false;
  return (codec.declaredBytes(compressed) ?? compressed.length * assumedRatio) <= maxSyncDecompressBytes;
}
