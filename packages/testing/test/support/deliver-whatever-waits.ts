/** A consumer whose messages wait for everything that a message may wait for. */
import type { Message } from '@kfw/core/internal';

type Kit = typeof import('@kfw/testing');
type Core = typeof import('@kfw/core/internal');

export interface Waited {
  readonly consumed: number;
  readonly dead: readonly unknown[];
  readonly attempts: number;
}

/** Another attempt, a retry topic, a pause, `retryAfter`, the dead letters, and more messages than one turn takes. */
export async function deliverWhateverWaits(
  { consumerFor, sentMessages }: Kit,
  core: Core,
  handlerTimeoutMs = 60_000,
): Promise<Waited> {
  const { Consumer, drawRoutes, json } = core;
  const attempts: string[] = [];
  class OrdersConsumer extends Consumer {
    process(message: Message<string>): void {
      attempts.push(message.payload);
      if (message.payload === 'later' && message.attempt === 1) message.retryAfter(60_000);
      if (message.payload === 'pausing' && message.attempt === 1) this.pause(60_000);
      if (message.payload === 'flaky' && message.attempt < 3) throw new Error('not yet');
      if (message.payload === 'poison') throw new Error('never');
    }
  }
  const routes = drawRoutes(({ topic }) =>
    topic('orders', {
      consumer: OrdersConsumer,
      schema: json<string>(),
      retryTopics: ['1m', '10m'],
      deadLetter: 'dead',
      handlerTimeoutMs,
    }),
  );
  const many = Array.from({ length: 500 }, (_none, index) => `plain ${index}`);
  const orders = consumerFor(OrdersConsumer, { routes });
  const { consumed } = await orders.deliver(['later', 'pausing', 'flaky', 'poison', ...many]);
  const dead = sentMessages('dead').map(({ payload }) => payload);
  return { consumed, dead, attempts: attempts.length - many.length };
}
