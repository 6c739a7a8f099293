import { expect, it } from '@jest/globals';
import { AdminCalls } from '../../../src/administering/requests/admin-calls.js';
import type { Clients } from '../../../src/client/clients.js';

const clients = {
  reason: ({ message }: Error) => message,
  redaction: { error: (error: Error) => error },
} as unknown as Clients;
const refused = { action: 'commit' };

it('an item that the response of a broker leaves out is not done', () => {
  const calls = new AdminCalls(clients);
  const outcomes = new Map<string, true>([['orders[0]', true]]);
  const valuesOf = (items: readonly string[]) =>
    calls.values(
      items,
      (item) => item,
      outcomes,
      () => refused,
    );
  expect(valuesOf(['orders[0]'])).toEqual([true]);
  expect(() => valuesOf(['orders[0]', 'orders[1]'])).toThrow(/the response of the broker does not mention it/);
  expect(calls.errorOf(outcomes.get('orders[0]'), refused)).toEqual({});
  expect(calls.errorOf(outcomes.get('orders[1]'), refused)).toMatchObject({ error: { code: 'KFW_ADMIN_FAILED' } });
});
