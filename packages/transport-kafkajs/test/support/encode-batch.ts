/** A record batch in the bytes that a broker stores, written after the protocol guide and independent of our reader. */

export interface SentRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestampDelta?: number | bigint;
  readonly headers?: readonly (readonly [string, Buffer])[];
}

export interface EncodedBatch {
  readonly records: readonly SentRecord[];
  readonly baseOffset?: number;
  readonly baseTimestamp?: number;
  readonly lastOffsetDelta?: number;
  readonly compression?: number;
  compress?(encoder: { buffer: Buffer }): Promise<Buffer>;
}

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  const whole = BigInt.asIntN(64, BigInt(value));
  let left = BigInt.asUintN(64, (whole << 1n) ^ (whole >> 63n));
  while (left >= 0x80n) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return Buffer.from([...bytes, Number(left)]);
}

function run(bytes: Buffer | null): Buffer {
  return bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]);
}

function recordBytes({ key, value, timestampDelta = 0, headers = [] }: SentRecord, offsetDelta: number): Buffer {
  const named = headers.flatMap(([name, sent]) => [run(Buffer.from(name)), run(sent)]);
  const parts = [varint(timestampDelta), varint(offsetDelta), run(key), run(value), varint(headers.length), ...named];
  const body = Buffer.concat([Buffer.from([0]), ...parts]);
  return Buffer.concat([varint(body.length), body]);
}

export async function encodeBatch(batch: EncodedBatch): Promise<Buffer> {
  const { records, baseOffset = 0, baseTimestamp = 0, compression = 0 } = batch;
  const plain = Buffer.concat(records.map(recordBytes));
  const body = (await batch.compress?.({ buffer: plain })) ?? plain;
  const header = Buffer.alloc(61);
  header.writeBigInt64BE(BigInt(baseOffset), 0);
  header.writeInt32BE(header.length - 12 + body.length, 8);
  header.writeInt8(2, 16);
  header.writeInt16BE(compression, 21);
  header.writeInt32BE(batch.lastOffsetDelta ?? records.length - 1, 23);
  header.writeBigInt64BE(BigInt(baseTimestamp), 27);
  header.writeBigInt64BE(BigInt(baseTimestamp), 35);
  header.writeBigInt64BE(-1n, 43);
  header.writeInt16BE(-1, 51);
  header.writeInt32BE(-1, 53);
  header.writeInt32BE(records.length, 57);
  return Buffer.concat([header, body]);
}
