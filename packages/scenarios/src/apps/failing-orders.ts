/**
 * Real dead letters: an app whose consumers fail. Orders are Avro; one with a negative id is a RangeError, one that is not
 * Avro cannot be decoded. Payments are text, and their handler dead-letters each itself.
 */
import { createTopic, type World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic, text } from 'kfw';
import { UserEvent, userEvent } from '../messages/user-event.js';
import { startApp } from './start-app.js';
import { useResponders } from './use-responders.js';

export interface FailedOrders {
  readonly orders: string;
  readonly payments: string;
  /** Its name ends in `.dead-letters`. */
  readonly deadLetters: string;
  /** The group of both consumers. */
  readonly group: string;
}

/** Two orders with a RangeError, one that is undecodable, and one payment, each in the dead-letter topic. */
export async function failOrders(world: World): Promise<FailedOrders> {
  const orders = await world.createTopic('orders', { partitions: 2 });
  const payments = await world.createTopic('payments');
  const deadLetters = `${orders}.dead-letters`;
  const port = Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1));
  await createTopic(port, { name: deadLetters, partitions: 2, replication: -1, settings: {} });

  @Payload(UserEvent)
  class Orders extends Consumer {
    process({ payload }: Message<UserEvent>): void {
      if (payload.payload.id < 0) throw Object.assign(new RangeError('a negative id'), { code: 'E_NEGATIVE' });
    }
  }
  @Payload(text())
  class Payments extends Consumer {
    process(message: Message<string>): void {
      message.deadLetter('not ours');
    }
  }
  @Topic(orders, { schema: UserEvent, multiple: true })
  class OrdersResponder extends Responder<Record<string, UserEvent>> {
    respond(ids: readonly number[]): void {
      for (const id of ids) {
        this.respondTo(orders, userEvent('ordered', id), { key: `order ${id}`, headers: { trace: `of ${id}` } });
      }
    }
  }
  const { app, monitor } = await startApp(world, {
    routes: drawRoutes(({ defaults, topic }) => {
      defaults({ deadLetter: deadLetters, maxRetries: 0 });
      topic(orders, { consumer: Orders });
      topic(payments, { consumer: Payments });
    }),
  });
  useResponders(world, app);
  const moved = world.events(monitor, 'message.deadLettered');
  await OrdersResponder.call([-1, 3, -2]);
  await app.producer.deliver([
    { topic: orders, key: Buffer.from('broken'), value: Buffer.from([0xff, 0xfe]), headers: {} },
    { topic: payments, key: null, value: Buffer.from('payment 1'), headers: {} },
  ]);
  await moved.atLeast(4);
  return { orders, payments, deadLetters, group: `${app.config.clientId}_app` };
}
