/** kafkajs with all of Kafka's compressions, as an independent reader and writer of batches: it brings gzip only. */
import kafkajs from 'kafkajs';
import type { CompressionCodec } from '../../src/compression/compression-codec.js';
import { compressionCodecs } from '../../src/compression/compression-codecs.js';

export const { CompressionCodecs, CompressionTypes } = kafkajs;

const maxBytes = 256 * 1024 * 1024;

function kafkajsCodec(codec: CompressionCodec) {
  return () => ({
    compress: async (encoder: { buffer: Buffer }): Promise<Buffer> => codec.compress(encoder.buffer),
    decompress: (compressed: Buffer): Promise<Buffer> => codec.decompress(compressed, maxBytes),
  });
}

export function registerCompression(): void {
  CompressionCodecs[CompressionTypes.Snappy] = kafkajsCodec(compressionCodecs.snappy);
  CompressionCodecs[CompressionTypes.LZ4] = kafkajsCodec(compressionCodecs.lz4);
  CompressionCodecs[CompressionTypes.ZSTD] = kafkajsCodec(compressionCodecs.zstd);
}
