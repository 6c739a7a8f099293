/**
 * A registry behind a gate. At boot it is waited for as long as the option says, and then named in the error. In flight,
 * known ids are still decoded; the partition that meets another one waits, alone, and continues in order.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic } from 'kfw';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { writeValue } from '../src/messages/kcat.js';
import { UserEvent, userEvent, userEventDefinition } from '../src/messages/user-event.js';
import { TcpGate } from '../src/network/tcp-gate.js';
import { registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [60],
  'the registry is down at boot: an error that names it, or waiting, by option; and in flight: decoding continues for known ids',
  async (world) => {
    const users = await world.createTopic('users', { partitions: 2 });
    const gate = await TcpGate.before(world, world.cluster.registry);
    const seen = world.inbox<{ partition: number; name: string }>('messages');

    @Topic(users, { schema: UserEvent })
    class UsersResponder extends Responder {
      respond(event: UserEvent): void {
        this.respondTo(users, event, { partition: event.payload.id % 2 });
      }
    }
    @Payload(UserEvent)
    class Seer extends Consumer {
      process({ partition, payload }: Message<UserEvent>): void {
        seen.push({ partition, name: payload.eventName });
      }
    }
    const routes = drawRoutes(({ topic }) => topic(users, { consumer: Seer, pauseMs: 50 }));
    const env = { KFW_REGISTRY_URL: gate.url };
    await gate.close();

    const hasty = await bootApp(world, { routes, env, settings: { startupTimeoutMs: 5_000 } });
    const server = hasty.createServer();
    void server.start();
    const { exitCode, error } = await world.waitFor('the end of the first app', server.ended);
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE', message: expect.stringContaining(gate.url) });

    const { app, monitor } = await startApp(world, {
      routes,
      env,
      settings: { startupTimeoutMs: 60_000 },
      listen: (early) => {
        early.subscribe('connection.retrying', ({ target, attempt }) => {
          if (target === 'registry' && attempt === 2) void gate.open();
        });
      },
    });
    useResponders(world, app);
    await UsersResponder.call(userEvent('first', 0));
    await seen.atLeast(1);

    const added = { name: 'source', type: 'string', default: '' };
    const theirs = { ...userEventDefinition, fields: [added, ...userEventDefinition.fields] };
    const theirId = await registerSchema(world, `${users}-value`, theirs);
    const unavailable = world.events(monitor, 'schemas.unavailable');
    await gate.close();
    await UsersResponder.call(userEvent('known', 0));
    await seen.atLeast(2);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(theirId, 1);
    await writeValue(world, users, Buffer.concat([head, text('java'), text('theirs'), Buffer.from([4])]), 'theirs');
    await UsersResponder.call(userEvent('behind it', 2));
    const [, , third] = await unavailable.atLeast(3);
    expect(third).toMatchObject({ topic: users, partition: 0, error: { code: 'KFW_REGISTRY_UNREACHABLE' } });
    await UsersResponder.call(userEvent('beside it', 1));
    await seen.atLeast(3);
    expect(unavailable.items.every(({ partition }) => partition === 0)).toBe(true);
    await gate.open();

    await seen.atLeast(5);
    expect(seen.items).toEqual([
      { partition: 0, name: 'first' },
      { partition: 0, name: 'known' },
      { partition: 1, name: 'beside it' },
      { partition: 0, name: 'theirs' },
      { partition: 0, name: 'behind it' },
    ]);
  },
);

/** As Avro writes it: its length and its bytes. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length * 2]), Buffer.from(value)]);
}
