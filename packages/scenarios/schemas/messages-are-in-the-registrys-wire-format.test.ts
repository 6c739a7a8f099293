import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { readValue, writeValue } from '../src/messages/kcat.js';
import { UserEvent, userEvent, userEventDefinition } from '../src/messages/user-event.js';
import { latestSchemaId, registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

/** By the Avro specification: a string is its length and its bytes, a long a zigzag varint, a record its fields. */
const bodyOf = (eventName: string, id: number): Buffer =>
  Buffer.concat([Buffer.from([eventName.length * 2]), Buffer.from(eventName), Buffer.from([id * 2])]);

scenario(
  [73],
  "a message is written in the registry's wire format (magic byte 0, 4-byte id) and read by other languages' clients, and theirs are read",
  async (world) => {
    const users = await world.createTopic('users');
    const seen = world.inbox<Message<UserEvent>>('messages');

    @Topic(users, { schema: UserEvent })
    class UsersResponder extends Responder {
      respond(event: UserEvent): void {
        this.respondTo(users, event, { key: 'ours' });
      }
    }
    @Payload(UserEvent)
    class Seer extends Consumer {
      process(message: Message<UserEvent>): void {
        seen.push(message);
      }
    }
    const { app } = await startApp(world, { routes: drawRoutes(({ topic }) => topic(users, { consumer: Seer })) });
    useResponders(world, app);

    const { [users]: sent = [] } = await UsersResponder.call(userEvent('user_created', 1));
    const [, place] = sent[0] ?? [];
    const value = await readValue(world, place ?? { topic: users, partition: 0, offset: 'none' });
    const id = await latestSchemaId(world, `${users}-value`);
    expect(value[0]).toBe(0);
    expect(value.readUInt32BE(1)).toBe(id);
    expect(value.subarray(5)).toEqual(bodyOf('user_created', 1));

    // Another client's schema has a field more, at the front: only by the id on the wire can its bytes be read.
    const theirs = {
      ...userEventDefinition,
      fields: [{ name: 'source', type: 'string', default: '' }, ...userEventDefinition.fields],
    };
    const theirId = await registerSchema(world, `${users}-value`, theirs);
    expect(theirId).not.toBe(id);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(theirId, 1);
    const body = Buffer.concat([Buffer.from([8]), Buffer.from('java'), bodyOf('user_renamed', 2)]);
    await writeValue(world, users, Buffer.concat([head, body]), 'theirs');

    const read = (await seen.atLeast(2)).map(({ key, payload }) => [key, payload]);
    expect(read).toEqual([
      ['ours', userEvent('user_created', 1)],
      ['theirs', userEvent('user_renamed', 2)],
    ]);
  },
);
