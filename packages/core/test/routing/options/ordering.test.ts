/** What a message must be handled in order with. */
import { describe, expect, it } from '@jest/globals';
import { orderOf } from '../../../src/routing/options/ordering.js';
import { consumed } from '../../support/messages.js';

describe('the order of messages', () => {
  it('is that of the partition', () => {
    expect(orderOf('partition')).toBeUndefined();
  });

  it('is that of the key, byte for byte: keys need not be text', () => {
    const order = orderOf('key');
    const of = (key: Buffer | null) => order?.(consumed({ key }));
    expect(of(Buffer.from('a'))).toBe('a');
    expect(of(Buffer.from([0xff]))).not.toBe(of(Buffer.from([0xfe])));
    expect(of(Buffer.alloc(0))).toBe('');
  });

  it('does not exist without a key', () => {
    expect(orderOf('key')?.(consumed({ key: null }))).toBeUndefined();
  });

  it('is what a function says of the message', () => {
    const order = orderOf(({ offset }) => `order ${offset}`);
    expect(order?.(consumed({ offset: 4 }))).toBe('order 4');
    expect(orderOf(() => '')?.(consumed({}))).toBe('');
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [7, 'number'],
    [Promise.resolve('a'), 'object'],
  ])('is refused when a function says %p', (given, what) => {
    const order = orderOf(() => given as never);
    let thrown: unknown;
    try {
      order?.(consumed({}));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'KFW_ORDER_INVALID', message: expect.stringContaining(what) });
  });
});
