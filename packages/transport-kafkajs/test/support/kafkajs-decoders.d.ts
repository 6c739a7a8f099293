/** kafkajs's readers of record batches, for comparison. */

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(bytes: Buffer);
  }
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder.js' {
  import type Decoder from 'kafkajs/src/protocol/decoder.js';
  export default function decodeBatch(decoder: Decoder): Promise<{
    readonly firstTimestamp: string;
    readonly maxTimestamp: string;
    readonly records: readonly { readonly value: Buffer; readonly headers: object }[];
  }>;
}
