import { expect } from '@jest/globals';
import type { World } from '@kfw/test-cluster';
import kafkajs from 'kafkajs';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [33],
  'a dead letter that its topic rejects because of its size blocks its partition and no other; it is written when the topic accepts it',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const deadLetters = await world.createTopic('dead-letters', { settings: { 'max.message.bytes': '1000' } });
    const seen = world.inbox<string>('messages');

    @Payload(raw())
    class Trier extends Consumer {
      process({ partition, offset, payload }: Message<Buffer>): void {
        seen.push(`${partition} ${offset}`);
        if (payload.length > 1) throw new Error('too large for us, too');
      }
    }
    const clientId = world.name('shop');
    const routes = drawRoutes(({ topic: draw }) => {
      draw(topic, { consumer: Trier, deadLetter: deadLetters, maxRetries: 0, pauseMs: 50, maxPauseMs: 50 });
    });
    const { app, monitor, stop } = await startApp(world, { clientId, routes });
    const stuck = world.events(monitor, 'message.stuck');
    const message = (partition: number, size: number) => ({
      topic,
      partition,
      key: null,
      value: Buffer.alloc(size),
      headers: {},
    });
    await app.producer.deliver([message(0, 2_000), message(0, 1), message(1, 1)]);
    await stuck.atLeast(3);
    await seen.first('the other partition', (each) => each === '1 0');
    expect(stuck.items[0]).toMatchObject({ partition: 0, offset: 0, to: deadLetters });
    expect(stuck.items[0]?.error).toMatchObject({ code: 'KFW_MESSAGE_TOO_LARGE' });
    expect(seen.items.toSorted()).toEqual(['0 0', '1 0']);

    expect(await messagesIn(app, deadLetters)).toBe(0);

    await allow(world, deadLetters, '10000');
    // A producer caches its metadata of a topic for minutes; a new one asks.
    expect(await stop()).toBe(0);
    const next = await startApp(world, { clientId, routes });
    await seen.first('what comes after', (each) => each === '0 1');
    expect(seen.items.slice(2)).toEqual(['0 0', '0 1']);
    expect(await messagesIn(next.app, deadLetters)).toBe(1);
  },
);

/** As an operator raises the limit. */
async function allow(world: World, topic: string, bytes: string): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: world.cluster.brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: bytes }];
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }],
  });
  await admin.disconnect();
}
