/** kafkajs brings gzip only; snappy, lz4 and zstd are plugged in here. A library is loaded when its codec is first needed. */
import type { CompressionCodec } from '../compression/compression-codec.js';
import { compressionCodecs } from '../compression/compression-codecs.js';
import { CompressionCodecs, CompressionTypes } from './kafkajs.js';

/** What comes through kafkajs itself has no setting: it is bounded by what no batch is. */
const maxBytes = 256 * 1024 * 1024;

function kafkajsCodec(codec: CompressionCodec) {
  return () => ({
    compress: async (encoder: { buffer: Buffer }): Promise<Buffer> => codec.compress(encoder.buffer),
    decompress: (compressed: Buffer): Promise<Buffer> => codec.decompress(compressed, maxBytes),
  });
}

/** Makes all of Kafka's compressions known to kafkajs, for this process. Calling it again changes nothing. */
export function registerCompression(): void {
  CompressionCodecs[CompressionTypes.Snappy] = kafkajsCodec(compressionCodecs.snappy);
  CompressionCodecs[CompressionTypes.LZ4] = kafkajsCodec(compressionCodecs.lz4);
  CompressionCodecs[CompressionTypes.ZSTD] = kafkajsCodec(compressionCodecs.zstd);
}
