/**
 * As during a deploy: the registry has accepted a newer schema, producers write with it, and the consumer has the older
 * one. It handles every message that it can read; one that it cannot is an error of its own and goes to the dead letters.
 */
import { expect } from '@jest/globals';
import { avro, Consumer, drawRoutes, type Message, Payload } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const record = (name: string, ...fields: unknown[]) => ({ type: 'record', name, namespace: 'com.shop', fields });
const status = (...symbols: string[]) => ({ type: 'enum', name: 'Status', symbols });
const placed = record('Placed', field('items', 'int'));
const refunded = record('Refunded', field('reason', 'string'));

const before = record(
  'OrderEvent',
  field('id', 'int'),
  field('status', status('OPEN', 'PAID')),
  field('buyer', 'string'),
  field('event', [placed]),
);
/** A symbol and an event more, an optional field, a new one with a default of a later branch. */
const after = record(
  'OrderEvent',
  field('status', status('OPEN', 'REFUNDED', 'PAID')),
  field('id', 'int'),
  field('buyer', ['null', 'string']),
  field('note', ['null', 'string'], { default: 'none' }),
  field('event', [refunded, placed]),
);

/** Status, id, buyer, note, event; by the newer schema. */
const bodies = {
  readable: [4, 2, 2, 2, 97, 0, 2, 6],
  unknownSymbol: [2, 4, 2, 2, 97, 0, 2, 6],
  noBuyer: [4, 6, 0, 0, 2, 6],
  unknownEvent: [4, 8, 2, 2, 97, 0, 0, 2, 98],
  last: [0, 10, 2, 2, 98, 2, 2, 99, 2, 8],
};

scenario(
  [],
  'a consumer with the older schema handles every message that it can read, and each other one fails alone',
  async (world) => {
    const topic = await world.createTopic('orders');
    const deadLetters = await world.createTopic('dead-letters');
    const handled = world.inbox<unknown>('messages');

    @Payload(avro(before))
    class Orders extends Consumer {
      process({ payload }: Message): void {
        handled.push(payload);
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes((routes) => routes.topic(topic, { consumer: Orders, deadLetter: deadLetters })),
    });
    const moved = world.events(monitor, 'message.deadLettered');
    await registerSchema(world, `${topic}-value`, before);
    const id = await registerSchema(world, `${topic}-value`, after);
    const header = Buffer.alloc(5);
    header.writeUInt32BE(id, 1);
    await app.producer.deliver(
      Object.values(bodies).map((body) => {
        return { topic, key: null, value: Buffer.concat([header, Buffer.from(body)]), headers: {} };
      }),
    );

    expect(await handled.atLeast(2)).toEqual([
      { id: 1, status: 'PAID', buyer: 'a', event: { items: 3 } },
      { id: 5, status: 'OPEN', buyer: 'b', event: { items: 4 } },
    ]);
    await moved.until('three dead letters', (events) => events.length === 3);
    const reasons = moved.items.map(({ error }) =>
      String(error).replace(/^.*cannot be read as com.shop.OrderEvent: /, ''),
    );
    expect(reasons).toEqual([
      'status: the symbol "REFUNDED" is not in the reader\'s enum com.shop.Status and it has no default.',
      "buyer: the writer's null cannot be read as the reader's string.",
      "event: the reader's union has no branch for the writer's record com.shop.Refunded.",
    ]);
  },
);
