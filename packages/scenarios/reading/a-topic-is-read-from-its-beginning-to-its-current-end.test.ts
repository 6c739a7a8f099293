/**
 * Without a group: nothing is joined and nothing committed, so that readers change nothing for consumers.
 * Messages are those that consumers get, decoded by the registry's schemas.
 */
import { expect } from '@jest/globals';
import { Responder, raw, Topic } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

const keys = ['anna', 'ben', 'cleo', 'dora'];

scenario([], 'a topic is read from its beginning to its current end', async (world) => {
  const topic = await world.createTopic('users', { partitions: 3 });
  const app = await idleApp(world);
  useResponders(world, app);

  @Topic(topic, { schema: UserEvent, multiple: true })
  class UsersResponder extends Responder<Record<string, UserEvent>> {
    respond(ids: readonly number[]): void {
      for (const id of ids) {
        const key = keys[id % keys.length] ?? null;
        this.respondTo(topic, userEvent('created', id), { key, headers: { source: 'test' } });
      }
    }
  }
  const ids = Array.from({ length: 200 }, (_, id) => id);
  await UsersResponder.call(ids);

  const read = new Map<string | null, number[]>();
  const offsets = new Map<number, number[]>();
  for await (const message of app.readTopic(topic, { schema: UserEvent })) {
    // Messages that are sent while it reads are after its end.
    if (offsets.size === 0) await UsersResponder.call([1_000, 1_001, 1_002, 1_003]);
    const { key, partition, offset, payload, headers } = message;
    expect(headers).toMatchObject({ source: 'test' });
    read.set(key, [...(read.get(key) ?? []), payload.payload.id]);
    offsets.set(partition, [...(offsets.get(partition) ?? []), offset]);
  }
  for (const [index, key] of keys.entries()) expect(read.get(key)).toEqual(ids.filter((id) => id % 4 === index));
  for (const own of offsets.values()) expect(own).toEqual(own.map((_, index) => index));

  const [first] = await app.readTopic(topic, { schema: raw() }).toArray();
  expect(first?.payload).toEqual(first?.rawPayload);
  const groups = await app.admin.groupOffsets(app.config.clientId, [topic]);
  expect(groups.map(({ offset }) => offset)).toEqual([null, null, null]);
});
