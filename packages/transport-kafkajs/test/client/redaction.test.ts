import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { redactionOf } from '../../src/client/redaction.js';

describe('redaction', () => {
  it('keeps an error that holds no secret', () => {
    const error = new Error('refused');
    expect(redactionOf(['s3cret', undefined, '']).error(error)).toBe(error);
  });

  it('replaces an error that holds one anywhere', () => {
    const error = Object.assign(new Error('refused'), { options: { sasl: { password: 's3cret' } } });
    const redacted = redactionOf(['s3cret']).error(error);
    expect(redacted.message).toBe('refused');
    expect(inspect(redacted, { depth: 10 })).not.toContain('s3cret');
  });

  it('shows neither bytes nor deeply nested fields', () => {
    const fields = { bytes: Buffer.from('x'), a: { b: { c: { d: { e: { f: 1 } } } } } };
    expect(redactionOf([]).fields(fields)).toEqual({
      bytes: '[secret]',
      a: { b: { c: { d: { e: '[secret]' } } } },
    });
  });
});
