/**
 * A group that has read all of a topic has no lag: its offset is past the markers of transactions, past messages of aborted
 * ones, and past records that were deleted before they were read, as with Kafka's own consumer.
 */
import { expect } from '@jest/globals';
import type { World } from '@kfw/test-cluster';
import kafkajs, { type Producer } from 'kafkajs';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { deleteRecords } from '../src/clusters/delete-records.js';
import { scenario } from '../src/scenario/scenario.js';

async function transactionalProducer(world: World): Promise<Producer> {
  const { Kafka, logLevel } = kafkajs;
  const kafka = new Kafka({ brokers: world.cluster.brokers.split(','), logLevel: logLevel.NOTHING });
  const transactionalId = world.name('sender');
  const producer = kafka.producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  world.after(() => producer.disconnect());
  return producer;
}

async function send(producer: Producer, topic: string, end: 'commit' | 'abort', ...texts: string[]): Promise<void> {
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: texts.map((value) => ({ value })) });
  await transaction[end]();
}

scenario([], 'offsets without messages are committed', async (world) => {
  const topic = await world.createTopic('users');
  const deleted = await world.createTopic('deleted');
  const clientId = world.name('shop');
  const seen = world.inbox<string>('messages');

  @Payload(text())
  class Seer extends Consumer {
    process(message: Message<string>): void {
      seen.push(`${this.group.slice(clientId.length + 1)} ${message.payload}`);
      if (this.group.endsWith('manual')) this.markAsConsumed(message);
    }
  }
  const ways = {
    plain: {},
    keyed: { orderedBy: 'key' },
    manual: { manualOffsets: true },
    transactional: { transactional: true },
  } as const;
  const groups = Object.keys(ways);
  const routes = drawRoutes(({ consumerGroup }) => {
    for (const [name, options] of Object.entries(ways)) {
      consumerGroup(name, (group) => {
        group.topic(topic, { consumer: Seer, ...options });
        group.topic(deleted, { consumer: Seer, ...options });
      });
    }
  });
  const outside = await bootApp(world, { clientId, routes });
  await outside.connect();
  const lagOf = async (name: string, of: string) => {
    const [offset] = await outside.admin.groupOffsets(`${clientId}_${name}`, [of]);
    const [range] = await outside.admin.topicOffsets(of);
    return [offset?.offset, range?.high];
  };
  const noLag = (of: string, end: number) =>
    Promise.all(
      groups.map((name) =>
        world.until(`${name} at the end of ${of}`, async () => {
          const [offset, high] = await lagOf(name, of);
          return (offset === end && high === end) || undefined;
        }),
      ),
    );
  const producer = await transactionalProducer(world);
  await send(producer, topic, 'commit', 'a');
  await send(producer, topic, 'commit', 'b');
  await send(producer, topic, 'abort', 'c', 'd');
  await send(producer, deleted, 'commit', 'e');

  const first = await startApp(world, { clientId, routes });
  await seen.atLeast(groups.length * 3);
  await noLag(topic, 7);
  await noLag(deleted, 2);
  // Only markers and aborted messages come.
  await send(producer, topic, 'abort', 'f');
  await noLag(topic, 9);
  expect(first.server.lanes.map(({ lag }) => lag)).toEqual(first.server.lanes.map(() => 0));
  expect(await first.stop()).toBe(0);

  // The records that come while no member reads are not messages, or are deleted.
  await send(producer, topic, 'abort', 'g');
  await send(producer, deleted, 'commit', 'h');
  await deleteRecords(world, deleted, 4);
  const second = await startApp(world, { clientId, routes });
  await noLag(topic, 11);
  await noLag(deleted, 4);
  await send(producer, topic, 'commit', 'i');
  await send(producer, deleted, 'commit', 'j');
  await noLag(topic, 13);
  await noLag(deleted, 6);
  expect(await second.stop()).toBe(0);
  const each = ['a', 'b', 'e', 'i', 'j'];
  expect(seen.items.toSorted()).toEqual(groups.flatMap((name) => each.map((value) => `${name} ${value}`)).toSorted());
});
