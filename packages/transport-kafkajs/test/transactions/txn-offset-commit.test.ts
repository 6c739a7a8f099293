import { describe, expect, it } from '@jest/globals';
import {
  readTxnOffsetCommitResponse,
  supportsMembers,
  txnOffsetCommitBody,
} from '../../src/transactions/txn-offset-commit.js';

const text = (value: string) => [value.length + 1, ...Buffer.from(value)];

describe('TxnOffsetCommit 3', () => {
  it('is written in the flexible encoding', () => {
    const body = txnOffsetCommitBody({
      transactionalId: 'id',
      group: 'g',
      producerId: 258n,
      epoch: 3,
      member: { memberId: 'm', generation: 5 },
      offsets: [
        { topic: 'a', partition: 1, offset: 7 },
        { topic: 'b', partition: 0, offset: 2 ** 32 },
        { topic: 'a', partition: 2, offset: 8, metadata: 'of 8' },
      ],
    });
    const offset = (partition: number, at: number[], metadata: string) =>
      [0, 0, 0, partition, ...at, 0xff, 0xff, 0xff, 0xff, ...text(metadata), 0] as const;
    expect([...body]).toEqual([
      ...text('id'),
      ...text('g'),
      ...[0, 0, 0, 0, 0, 0, 1, 2],
      ...[0, 3],
      ...[0, 0, 0, 5],
      ...text('m'),
      0,
      3,
      ...[
        ...text('a'),
        3,
        ...offset(1, [0, 0, 0, 0, 0, 0, 0, 7], ''),
        ...offset(2, [0, 0, 0, 0, 0, 0, 0, 8], 'of 8'),
        0,
      ],
      ...[...text('b'), 2, ...offset(0, [0, 0, 0, 1, 0, 0, 0, 0], ''), 0],
      0,
    ]);
  });

  it('writes lengths of more than one byte', () => {
    const offsets = [{ topic: 'x'.repeat(200), partition: 0, offset: 0 }];
    const member = { memberId: '', generation: -1 };
    const body = txnOffsetCommitBody({ transactionalId: 'i', group: 'g', producerId: 1n, epoch: 0, member, offsets });
    const at = body.indexOf('x');
    expect([...body.subarray(at - 2, at)]).toEqual([0xc9, 0x01]);
  });

  it('reads the result of each partition, and skips tagged fields', () => {
    const answer = Buffer.from([
      ...[1, 0, 2, 9, 9],
      ...[0, 0, 0, 100],
      3,
      ...[...text('a'), 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 22, 0, 0],
      ...[...text('b'), 2, 0, 0, 0, 0, 0, 25, 1, 0, 1, 9, 0],
      0,
    ]);
    expect(readTxnOffsetCommitResponse(answer)).toEqual({
      throttleMs: 100,
      partitions: [
        { topic: 'a', partition: 1, errorCode: 0 },
        { topic: 'a', partition: 2, errorCode: 22 },
        { topic: 'b', partition: 0, errorCode: 25 },
      ],
    });
    expect(() => readTxnOffsetCommitResponse(answer.subarray(0, 12))).toThrow('out of range');
  });

  it.each([
    [2, false],
    [3, true],
  ])('is taken by a broker whose newest version is %d: %s', (newest, taken) => {
    const lookupRequest = <Made>(_key: number, { protocol }: { protocol(options: { version: number }): Made }) =>
      protocol({ version: newest });
    expect(supportsMembers({ lookupRequest })).toBe(taken);
  });
});
