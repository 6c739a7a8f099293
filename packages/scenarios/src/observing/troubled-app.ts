/**
 * An app to which everything happens that is counted by outcome: messages that are handled, retried, dead-lettered and skipped, one by one
 * and in batches, and a message that is refused before it is sent.
 */
import { createTopic, type World } from '@kfw/test-cluster';
import { type Batch, Consumer, drawRoutes, type Message, type Monitor, Payload, text } from 'kfw';
import { type StartedApp, startApp } from '../apps/start-app.js';

export interface TroubledApp extends StartedApp {
  readonly orders: string;
  readonly payments: string;
}

const perKind = 20;

/** Runs until every message is done; it is not stopped yet. `listen` is called before anything is measured. */
export async function runTroubledApp(world: World, listen: (monitor: Monitor) => void): Promise<TroubledApp> {
  const orders = await world.createTopic('orders.v1', { partitions: 3 });
  const payments = await world.createTopic('payments', { partitions: 2 });
  const port = Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1));
  const deadLetter = `${orders}.dead-letters`;
  await createTopic(port, { name: deadLetter, partitions: 1, replication: -1, settings: {} });
  const done = world.inbox<string>('messages that are done');
  const tried = new Set<string>();

  @Payload(text())
  class OrdersConsumer extends Consumer {
    process(message: Message<string>): void {
      const [kind, number] = message.payload.split(' ');
      if (kind === 'broken') throw new RangeError(`order ${number} is broken`);
      if (kind === 'flaky' && !tried.has(message.payload)) {
        tried.add(message.payload);
        throw new TypeError(`order ${number} fails at first`);
      }
      if (kind === 'old') message.skip('not any more');
      done.push(message.payload);
    }
  }
  @Payload(text())
  class PaymentsConsumer extends Consumer {
    consume(batch: Batch<string>): void {
      for (const { payload } of batch.messages) done.push(payload);
    }
  }

  const started = await startApp(world, {
    listen,
    routes: drawRoutes(({ defaults, topic }) => {
      defaults({ deadLetter, maxRetries: 1, pauseMs: 1 });
      topic(orders, { consumer: OrdersConsumer });
      topic(payments, { consumer: PaymentsConsumer });
    }),
  });
  const { app, monitor } = started;
  const dead = world.events(monitor, 'message.deadLettered');
  const send = (topic: string, kind: string) =>
    app.producer.deliver(
      Array.from({ length: perKind }, (_, n) => ({
        topic,
        key: Buffer.from(`${n}`),
        value: Buffer.from(`${kind} ${n}`),
        headers: {},
      })),
    );
  for (const kind of ['good', 'broken', 'flaky', 'old']) await send(orders, kind);
  await send(payments, 'paid');
  await app.producer
    .deliver([{ topic: 'no/topic', key: null, value: Buffer.from('x'), headers: {} }])
    .catch(() => undefined);
  await done.atLeast(4 * perKind);
  await dead.atLeast(perKind);
  return { ...started, orders, payments };
}
