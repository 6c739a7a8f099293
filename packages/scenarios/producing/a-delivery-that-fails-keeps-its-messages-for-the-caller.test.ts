import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { type DeliveryError, deliver, isKfwError } from 'kfw';
import { deliverThrough } from '../src/apps/deliver-through.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { scenario } from '../src/scenario/scenario.js';

async function failureOf(delivery: Promise<unknown>): Promise<DeliveryError> {
  const thrown: unknown = await delivery.then(
    () => new Error('it was delivered'),
    (rejected: unknown) => rejected,
  );
  if (!isKfwError(thrown, 'KFW_DELIVERY_FAILED')) throw thrown;
  return thrown as DeliveryError;
}

scenario([69], 'one bad message of a call fails alone, and the caller has it', async (world) => {
  const settings = { 'max.message.bytes': '1000' };
  const users = await world.createTopic('users', { settings });
  // Compressed: only the broker can detect that it is too large.
  const app = await deliverThrough(world, { compression: 'gzip' });
  const large = randomBytes(5_000);
  const payloads = [Buffer.from('a'), large, Buffer.from('c')];

  const failure = await failureOf(deliver(payloads.map((payload, index) => ({ topic: users, payload, key: index }))));

  expect(failure.message).toContain(`1 of 3 messages were not delivered (1 for ${users})`);
  expect(failure.undelivered).toHaveLength(1);
  expect(failure.undelivered[0]?.message).toMatchObject({ topic: users, key: Buffer.from('1'), value: large });
  expect(failure.delivered.map((to) => to?.offset)).toEqual(['0', undefined, '1']);
  expect(await messagesIn(app, users)).toBe(2);
});

scenario(
  [69],
  'messages that a broker did not accept while it was down are sent again by the caller',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const users = world.name('users');
    const app = await deliverThrough(world, { deliveryTimeoutMs: 2_000 }, cluster.brokers);
    await deliver(users, 'before', { key: 'a' });
    const failed = world.events(app.monitor, 'delivery.failed');
    await cluster.kill();

    const failure = await failureOf(deliver(['x', 'y'].map((payload) => ({ topic: users, payload, key: payload }))));

    expect(failure.delivered).toEqual([undefined, undefined]);
    const kept = failure.undelivered.map(({ message }) => message);
    expect(kept.map(({ key, value }) => [String(key), String(value)])).toEqual([
      ['x', 'x'],
      ['y', 'y'],
    ]);
    expect(failed.items.reduce((sum, { messages }) => sum + messages, 0)).toBe(2);

    await cluster.start();
    const again = await world.until('the broker', () => app.producer.deliver(kept), 60_000);
    expect(again.map(({ topic }) => topic)).toEqual([users, users]);
    expect(await messagesIn(app, users)).toBeGreaterThanOrEqual(3);
  },
  { timeoutMs: 180_000 },
);
