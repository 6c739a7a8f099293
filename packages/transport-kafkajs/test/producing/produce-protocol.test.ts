import { describe, expect, it } from '@jest/globals';
import type { Broker } from '../../src/kafkajs/internals.js';
import { produceBody, produceVersion } from '../../src/producing/produce-request.js';
import { readProduceResponse } from '../../src/producing/produce-response.js';

const int16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255]);
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};
const text = (value: string) => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);

/** A broker whose newest version of everything is this one. */
const brokerOf = (version: number) =>
  ({ lookupRequest: (_key, { protocol }) => protocol({ version }) }) satisfies Pick<Broker, 'lookupRequest'> as Broker;

describe('a produce request', () => {
  it('names each topic once, with its partitions and their batches', () => {
    const batch = (topic: string, partition: number) => ({
      topic,
      partition,
      header: Buffer.from(`header of ${topic}${partition}, `),
      bytes: Buffer.from('records'),
    });
    const size = Buffer.byteLength('header of a0, records');
    const ofPartition = (topic: string, partition: number) => [
      int32(partition),
      int32(size),
      Buffer.from(`header of ${topic}${partition}, records`),
    ];
    expect(
      Buffer.concat(produceBody([batch('a', 0), batch('b', 1), batch('a', 2)], { acks: -1, timeoutMs: 30_000 })),
    ).toEqual(
      Buffer.concat([
        int16(-1),
        int16(-1),
        int32(30_000),
        int32(2),
        text('a'),
        int32(2),
        ...ofPartition('a', 0),
        ...ofPartition('a', 2),
        text('b'),
        int32(1),
        ...ofPartition('b', 1),
      ]),
    );
  });

  it('is not made for a broker without record batches', () => {
    expect(() => produceVersion(brokerOf(2))).toThrow(
      expect.objectContaining({
        code: 'KFW_BROKER_TOO_OLD',
        message: expect.stringContaining('version 2 of the produce'),
      }),
    );
    expect(produceVersion(brokerOf(3))).toBe(3);
  });
});

describe('a produce response', () => {
  it.each([
    [3, 0],
    [4, 0],
    [5, 0],
    [6, 250],
    [7, 250],
  ])('is read in version %s, with the time to be silent from 6 on', (version, throttleMs) => {
    const logStart = version >= 5 ? [int64(0n)] : [];
    const partition = (index: number, code: number, offset: bigint) =>
      Buffer.concat([int32(index), int16(code), int64(offset), int64(-1n), ...logStart]);
    const answer = Buffer.concat([
      int32(2),
      text('users'),
      int32(2),
      partition(3, 0, 2n ** 40n),
      partition(1, 6, -1n),
      text('größen'),
      int32(1),
      partition(0, 0, 0n),
      int32(250),
    ]);
    expect(readProduceResponse(answer, version)).toEqual({
      throttleMs,
      partitions: [
        { topic: 'users', partition: 3, errorCode: 0, baseOffset: 2 ** 40 },
        { topic: 'users', partition: 1, errorCode: 6, baseOffset: -1 },
        { topic: 'größen', partition: 0, errorCode: 0, baseOffset: 0 },
      ],
    });
  });
});
