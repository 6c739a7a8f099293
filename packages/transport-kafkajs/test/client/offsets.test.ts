import { describe, expect, it } from '@jest/globals';
import { formatOffset, parseOffset } from '../../src/client/offsets.js';

describe('offsets', () => {
  it('are numbers up to 2^53−1', () => {
    expect(parseOffset('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseOffset('-1')).toBe(-1);
    expect(formatOffset(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
  });

  it.each(['9007199254740992', '9223372036854775807', 'x', '1.5'])('refuse %s', (offset) => {
    expect(() => parseOffset(offset)).toThrow(expect.objectContaining({ code: 'KFW_OFFSET_TOO_LARGE' }));
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('are not written as %s', (offset) => {
    expect(() => formatOffset(offset)).toThrow(expect.objectContaining({ code: 'KFW_OFFSET_TOO_LARGE' }));
  });
});
