import { describe, expect, it } from '@jest/globals';
import { offsetDeleteRequest } from '../../../src/administering/groups/encoding/offset-delete.js';
import { WireReader } from '../../../src/wire/reader.js';

const text = (value: string) => [0, value.length, ...Buffer.from(value)];

describe('OffsetDelete 0', () => {
  it('names the partitions by topic', () => {
    const { apiKey, apiVersion, isFlexible, body } = offsetDeleteRequest('g', [
      { topic: 'a', partition: 1 },
      { topic: 'b', partition: 0 },
      { topic: 'a', partition: 258 },
    ]);
    expect([apiKey, apiVersion, isFlexible]).toEqual([47, 0, undefined]);
    expect([...body]).toEqual([
      ...text('g'),
      ...[0, 0, 0, 2],
      ...[...text('a'), 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 1, 2],
      ...[...text('b'), 0, 0, 0, 1, 0, 0, 0, 0],
    ]);
  });

  it('reads the error of the group, and that of each partition', () => {
    const { read } = offsetDeleteRequest('g', []);
    const response = Buffer.from([
      ...[0, 69],
      ...[0, 0, 0, 9],
      ...[0, 0, 0, 1],
      ...[...text('a'), 0, 0, 0, 2, 0, 0, 0, 1, 0, 86, 0, 0, 0, 2, 0, 0],
    ]);
    expect(read(new WireReader(response, 0))).toEqual({
      errorCode: 69,
      throttleMs: 9,
      partitions: [
        { topic: 'a', partition: 1, errorCode: 86 },
        { topic: 'a', partition: 2, errorCode: 0 },
      ],
    });
  });
});
