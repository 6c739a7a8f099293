/**
 * 450 messages in a row, each with a schema id that the registry does not know: all become dead letters, in order, and
 * what lies between and behind them is handled. None asks again for the ids of all others.
 */
import { expect } from '@jest/globals';
import { avro, Consumer, drawRoutes, type Message } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { MisbehavingRegistry } from '../src/registry/misbehaving-registry.js';
import { registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

const note = { type: 'record', name: 'Note', fields: [{ name: 'number', type: 'int' }] } as const;
const unknown = 450;

scenario(
  [],
  `${unknown} unknown schema ids: all are dead-lettered in order, each is asked for a few times`,
  async (world) => {
    const notes = await world.createTopic('notes');
    const dead = await world.createTopic('dead');
    const known = await registerSchema(world, `${notes}-value`, note);
    const registry = await MisbehavingRegistry.before(world, world.cluster.registry);
    const seen = world.inbox<number>('notes');
    class Reader extends Consumer {
      process({ payload }: Message<{ number: number }>): void {
        seen.push(payload.number);
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic }) =>
        topic(notes, { consumer: Reader, schema: avro<{ number: number }>(note), deadLetter: dead }),
      ),
      env: { KFW_REGISTRY_URL: registry.url },
    });
    const moved = world.events(monitor, 'message.deadLettered');
    const before = registry.requests.length;
    const ids = Array.from({ length: unknown }, (_, index) => 1_900_000_000 + index);
    const framed = (id: number, number: number) => {
      const bytes = Buffer.from([0, 0, 0, 0, 0, number * 2]);
      bytes.writeUInt32BE(id, 1);
      return bytes;
    };
    const values = [framed(known, 1), ...ids.map((id) => framed(id, 0)), framed(known, 2)];
    await app.producer.deliver(values.map((value) => ({ topic: notes, key: null, value, headers: {} })));
    await seen.atLeast(2);
    await moved.atLeast(unknown);
    expect(seen.items).toEqual([1, 2]);
    expect(moved.items.map(({ offset }) => Number(offset))).toEqual(ids.map((_, index) => index + 1));
    const asked = registry.requests.length - before;
    expect(asked).toBeGreaterThanOrEqual(unknown);
    expect(asked).toBeLessThan(5 * unknown);
  },
);
