/**
 * Bytes that name a schema which the registry does not have can never be read, and go to the dead letters. A registry that
 * is down says nothing about them: they are waited for.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { UserEvent, userEventDefinition } from '../src/messages/user-event.js';
import { TcpGate } from '../src/network/tcp-gate.js';
import { registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

const nobodysId = 2_000_000_000;

/** In the registry's wire format; a text is its length and its bytes, a long a zigzag varint. */
function written(schemaId: number, name: string, id: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(schemaId, 1);
  return Buffer.concat([head, Buffer.from([name.length * 2]), Buffer.from(name), Buffer.from([id * 2])]);
}

scenario(
  [],
  'a message with a schema id that the registry does not know is dead-lettered; while the registry is down, messages wait and none is dead-lettered',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const deadLetters = await world.createTopic('dead-letters');
    const gate = await TcpGate.before(world, world.cluster.registry);
    const known = await registerSchema(world, `${topic}-value`, userEventDefinition);
    const seen = world.inbox<string>('messages');

    @Payload(UserEvent)
    class Seer extends Consumer {
      process({ partition, payload }: Message<UserEvent>): void {
        seen.push(`${partition} ${payload.eventName}`);
      }
    }
    const { app, monitor } = await startApp(world, {
      env: { KFW_REGISTRY_URL: gate.url },
      routes: drawRoutes(({ topic: draw }) =>
        draw(topic, { consumer: Seer, deadLetter: deadLetters, pauseMs: 20, maxPauseMs: 20 }),
      ),
    });
    const moved = world.events(monitor, 'message.deadLettered');
    const unavailable = world.events(monitor, 'schemas.unavailable');
    const send = (partition: number, ...values: Buffer[]) =>
      app.producer.deliver(values.map((value) => ({ topic, partition, key: null, value, headers: {} })));

    await send(0, written(known, 'a', 1), written(nobodysId, 'lost', 2), written(known, 'b', 3));
    await seen.first('what comes after it', (each) => each === '0 b');
    expect(seen.items).toEqual(['0 a', '0 b']);
    expect(moved.items).toMatchObject([
      { partition: 0, offset: 1, attempts: 1, error: { code: 'KFW_SCHEMA_ID_UNKNOWN' } },
    ]);

    const renamed = {
      ...userEventDefinition,
      fields: [...userEventDefinition.fields, { name: 'source', type: 'string', default: '' }],
    };
    const unread = await registerSchema(world, `${topic}-value`, renamed);
    await gate.close();
    await send(
      1,
      Buffer.concat([written(unread, 'c', 4), Buffer.from([0])]),
      written(nobodysId - 1, 'lost', 5),
      written(known, 'd', 6),
    );
    await unavailable.atLeast(3);
    expect(moved.items).toHaveLength(1);
    await gate.open();
    await seen.first('the last', (each) => each === '1 d');
    expect(seen.items.slice(2)).toEqual(['1 c', '1 d']);
    expect(moved.items.slice(1)).toMatchObject([{ partition: 1, offset: 1, error: { code: 'KFW_SCHEMA_ID_UNKNOWN' } }]);
  },
);
