import { expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { builtInCodecs, Codecs, type Deliverer, ResponderRuntime, useResponderRuntime } from '@kfw/core/internal';
import { deliver } from 'kfw';

const nothing = {} as Partial<Deliverer> as Deliverer;
const call = deliver as (given: unknown) => Promise<unknown>;

it.each([
  ['nothing', undefined, 'KFW_DELIVERIES_INVALID', 'undefined'],
  ['an object', { topic: 'users', messages: [] }, 'KFW_DELIVERIES_INVALID', 'object'],
  ['null in a list', [{ topic: 'users', payload: 1 }, null], 'KFW_DELIVERIES_INVALID', 'message 1 of the list'],
  ['value', [{ topic: 'users', value: 1 }], 'KFW_DELIVERY_INVALID', 'Did you mean "payload"'],
  [
    'a bad second',
    [1, 1n].map((payload) => ({ topic: 'users', payload })),
    'KFW_DELIVERY_INVALID',
    'message 1 of the list',
  ],
])('deliver refuses %s', async (_what, given, code, message) => {
  useResponderRuntime(new ResponderRuntime(nothing, new Monitor(), new Codecs(builtInCodecs)));
  await expect(call(given)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});
