import { describe, expect, it } from '@jest/globals';
import { partitionForKey } from '../../../src/producing/call/murmur2.js';

/** From Apache Kafka's own UtilsTest: what its murmur2 gives for these keys. */
const hashes: readonly [string, number][] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

describe('partitionForKey', () => {
  it.each(hashes)('chooses as the Java client does for %j', (key, hash) => {
    for (const partitions of [1, 2, 6, 97, 2 ** 31 - 1]) {
      expect(partitionForKey(Buffer.from(key), partitions)).toBe((hash & 0x7fffffff) % partitions);
    }
  });
});
