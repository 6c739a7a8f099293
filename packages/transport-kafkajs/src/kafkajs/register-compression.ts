/** kafkajs brings gzip only; snappy, lz4 and zstd are plugged in here. A library is loaded when its codec is first needed. */
import type { Codec } from '../compression/codec.js';
import { codecs } from '../compression/codecs.js';
import { CompressionCodecs, CompressionTypes } from './kafkajs.js';

/** What comes through kafkajs itself has no setting: it is bounded by what no batch is. */
const maxBytes = 256 * 1024 * 1024;

function kafkajsCodec(codec: Codec) {
  return () => ({
    compress: async (encoder: { buffer: Buffer }): Promise<Buffer> => codec.pack(encoder.buffer),
    decompress: (compressed: Buffer): Promise<Buffer> => codec.unpack(compressed, maxBytes),
  });
}

/** Makes all of Kafka's compressions known to kafkajs, for this process. Calling it again changes nothing. */
export function registerCompression(): void {
  CompressionCodecs[CompressionTypes.Snappy] = kafkajsCodec(codecs.snappy);
  CompressionCodecs[CompressionTypes.LZ4] = kafkajsCodec(codecs.lz4);
  CompressionCodecs[CompressionTypes.ZSTD] = kafkajsCodec(codecs.zstd);
}
