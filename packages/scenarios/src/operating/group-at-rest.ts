/** A group that has read a topic to its end and has no members, and its committed offsets. */
import type { World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import type { BootedApp } from 'kfw/internal';
import { idleApp } from '../apps/idle-app.js';
import { type StartedApp, startApp } from '../apps/start-app.js';

export interface GroupAtRest {
  readonly topic: string;
  /** Its name on the cluster. */
  readonly group: string;
  /** By partition; `null` for nothing. */
  committed(): Promise<(number | null)[]>;
  /** Runs the group, until it is stopped; `read` gets what it reads, as `partition/offset`. */
  start(read: (place: string) => void): Promise<StartedApp>;
}

export interface GroupOptions {
  /** By partition the times of its messages, in milliseconds since 1970. */
  readonly times: readonly (readonly number[])[];
  readonly topic?: string;
}

export async function groupAtRest(world: World, options: GroupOptions): Promise<GroupAtRest> {
  const { times, topic: base = 'orders' } = options;
  const topic = await world.createTopic(base, { partitions: times.length });
  const app = await idleApp(world);
  await sendAt(app, topic, times);
  const clientId = world.name('shop');
  const group = `${clientId}_readers`;
  const start = (read: (place: string) => void) => startApp(world, { clientId, routes: readerOf(topic, read) });
  const places = world.inbox<string>('messages that the group has read');
  const reader = await start((place) => places.push(place));
  await places.atLeast(times.flat().length);
  await reader.stop();
  return {
    topic,
    group,
    start,
    async committed() {
      const offsets = await app.admin.groupOffsets(group, [topic]);
      return offsets.toSorted((one, other) => one.partition - other.partition).map(({ offset }) => offset);
    },
  };
}

async function sendAt(app: BootedApp, topic: string, times: GroupOptions['times']): Promise<void> {
  const message = { topic, key: null, value: Buffer.from('order'), headers: {} };
  const messages = times.flatMap((ofPartition, partition) =>
    ofPartition.map((timestamp) => ({ ...message, partition, timestamp })),
  );
  await app.producer.deliver(messages);
}

function readerOf(topic: string, read: (place: string) => void) {
  @Payload(text())
  class Reader extends Consumer {
    process({ partition, offset }: Message<string>): void {
      read(`${partition}/${offset}`);
    }
  }
  return drawRoutes(({ consumerGroup }) => {
    consumerGroup('readers', (group) => group.topic(topic, { consumer: Reader }));
  });
}
