import { describe, expect, it } from '@jest/globals';
import { crc32c } from '../../src/record-batch/crc32c.js';

const ascending = Buffer.from(Array.from({ length: 32 }, (_, at) => at));

describe('CRC-32C', () => {
  // The vectors of RFC 3720, B.4, and the customary check value.
  it.each([
    ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['ascending bytes', ascending, 0x46dd794e],
    ['descending bytes', Buffer.from(ascending).reverse(), 0x113fdb5c],
    ['123456789', Buffer.from('123456789'), 0xe3069283],
    ['nothing', Buffer.alloc(0), 0],
  ])('of %s', (_what, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('continues an earlier checksum, wherever that ends', () => {
    const bytes = Buffer.from('Kafka writes a checksum over the whole batch, from its attributes on');
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
  });
});
