/**
 * An app whose every function throws what cannot even be read, each the first times that it is called: a codec, a
 * responder, middleware, a partitioner, callbacks, functions of `errors`, listeners. Its server
 * handles every message, and stops in order.
 */
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const hostile = `let turn = 0;
const boom = (): never => {
  throw new Error('do not look');
};
const kinds: readonly (() => unknown)[] = [
  () => {
    const error = new Error('was');
    for (const name of ['name', 'message', 'stack', 'code', 'cause', 'constructor']) Object.defineProperty(error, name, { get: boom });
    return Object.freeze(error);
  },
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => new Proxy(new Error('no'), { get: boom, has: boom, getPrototypeOf: boom, ownKeys: boom }),
  () => null,
  () => undefined,
  () => Symbol('odd'),
  () => Object.create(null),
];
const calls = new Map<string, number>();

/** Throws at the first calls from a place, each time something else. */
export function trip(place: string, times = 2): void {
  const call = (calls.get(place) ?? 0) + 1;
  calls.set(place, call);
  if (call <= times) throw kinds[turn++ % kinds.length]?.();
}
`;

const consumer = `import { AfterBatch, BeforeBatch, type Message, OnAssigned, OnRevoked, OnShutdown } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';
import { trip } from '../hostile.js';

export class OddConsumer extends ApplicationConsumer {
  @OnAssigned()
  assigned(): void {
    trip('assigned');
  }
  @OnRevoked()
  @OnShutdown()
  over(): void {
    trip('over');
  }
  @BeforeBatch()
  before(): void {
    trip('before');
  }
  @AfterBatch()
  async after(): Promise<void> {
    trip('after');
  }
  async process({ payload, offset }: Message<string>): Promise<void> {
    trip('process', 7);
    await this.respondWith(payload);
    this.logger.info({ event: 'handled', offset }, String(payload));
  }
}
`;

const responder = `import { Responder, text, Topic } from 'kfw';
import { trip } from '../hostile.js';

@Topic(process.env.ANSWERS ?? '', { schema: text() })
export class OddResponder extends Responder {
  respond(answer: string): void {
    trip('respond');
    this.respondTo(process.env.ANSWERS ?? '', answer, { key: 'one' });
  }
}
`;

const boot = `import { defineApp, drawRoutes, logListener, type Schema } from 'kfw';
import { OddConsumer } from './app/consumers/odd-consumer.js';
import { trip } from './app/hostile.js';
import { OddResponder } from './app/responders/odd-responder.js';

const odd = { format: 'odd' } as Schema<string>;
const topic = process.env.TASKS ?? '';

export default defineApp({
  routes: drawRoutes(({ consumerGroup, topic: draw }) => {
    consumerGroup('example', (group) => {
      group.topic(topic, {
        consumer: OddConsumer,
        responder: OddResponder,
        schema: odd,
        pauseMs: 10,
        maxPauseMs: 10,
        orderedBy: 'key',
        errors: {
          retry: ['KFW_DECODE_FAILED'],
          outage: [() => {
            trip('errors', 5);
            return false;
          }],
        },
      });
    });
  }),
  middleware: [
    async (_call, next) => {
      trip('middleware');
      await next();
    },
  ],
  produceMiddleware: [
    async (_call, next) => {
      trip('produceMiddleware');
      return next();
    },
  ],
  partitioner: () => {
    trip('partitioner');
    return undefined;
  },
  codecs: [
    {
      format: 'odd',
      reader: () => ({
        prepare: () => {
          trip('prepare');
          return undefined;
        },
        decode: (bytes: Buffer) => {
          trip('decode');
          return bytes.toString();
        },
      }),
      writer: () => ({ prepare: () => undefined, encode: () => Buffer.alloc(0) }),
    } as never,
  ],
  listeners: [logListener(), async () => trip('async listener at boot')],
  setup({ monitor }) {
    monitor.subscribe('consumer.failed', () => trip('listener', 3));
    monitor.subscribe('consumer.consumed', async () => trip('async listener', 3));
    monitor.subscribe('listener.failed', async () => trip('listener of listeners', 1));
  },
});
`;

scenario(
  [],
  'whatever the functions of an app throw, and wherever, its server handles every message and stops in order',
  async (world) => {
    const { brokers, registry } = world.cluster;
    const topic = await world.createTopic('tasks');
    const answers = await world.createTopic('answers');
    const folder = await makeAppFolder(world, {
      files: {
        'config/kafka.yml': JSON.stringify({ development: { brokers, registry: { url: registry } } }),
        'app/hostile.ts': hostile,
        'app/consumers/odd-consumer.ts': consumer,
        'app/responders/odd-responder.ts': responder,
        'kfw.ts': boot,
      },
    });
    const outside = await bootApp(world, {
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })),
    });
    await outside.connect();
    const server = folder.kfw(['server', '--json'], { env: { TASKS: topic, ANSWERS: answers } });
    await server.logged('partitions.assigned');
    const tasks = ['a', 'b', 'c', 'd', 'e'];
    await deliverTexts(outside, topic, tasks);
    for (const offset of tasks.keys()) await server.logged('handled', (line) => line.offset === offset);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    const [failure] = server.log.items.filter(({ event }) => event === 'consumer.failed');
    expect(failure).toMatchObject({
      outcome: 'retry',
      error: { name: expect.any(String), message: expect.any(String) },
    });
    expect(server.log.items.map(({ event }) => event)).toContain('listener.failed');
  },
  { timeoutMs: 120_000 },
);
