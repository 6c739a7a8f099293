import { afterAll, expect, it, jest } from '@jest/globals';
import { deliverWhateverWaits } from './support/deliver-whatever-waits.js';

jest.useFakeTimers();
const kit = jest.requireActual<typeof import('@kfw/testing')>('@kfw/testing');
const core = jest.requireActual<typeof import('@kfw/core/internal')>('@kfw/core/internal');

afterAll(() => {
  jest.useRealTimers();
});

it('consumerFor delivers although timers were fake before it was imported', async () => {
  expect(await deliverWhateverWaits(kit, core)).toMatchObject({ consumed: 504, dead: ['poison'] });
});

it('it can be imported while a test runs', async () => {
  jest.resetModules();
  const again = jest.requireActual<typeof import('@kfw/testing')>('@kfw/testing');
  expect(again).not.toBe(kit);
  expect(again.sentMessages('dead')).toEqual([]);
});
