import { createServer } from 'node:http';
import {
  bufferedCount,
  type DeliveryError,
  deliver,
  deliverAsync,
  flush,
  isKfwError,
  monitor,
  type Undelivered,
} from 'kfw';
import { OrderEvent } from './app/schemas/order-event.js';
import { UserEvent } from './app/schemas/user-event.js';

// #region service
/** A web service that kfw does not run: `deliver` works there as well. */
export const service = createServer(async (request, response) => {
  const event: UserEvent = { eventName: 'user_seen', payload: { id: Number(request.headers['x-user']) } };
  const { partition, offset } = await deliver('users', event, { schema: UserEvent, key: String(event.payload.id) });
  response.end(`event ${partition}/${offset}\n`);
});
// #endregion

// #region list
export async function renamed(users: readonly UserEvent[]): Promise<string[]> {
  const places = await deliver([
    ...users.map((payload) => ({ topic: 'users', payload, schema: UserEvent, key: String(payload.payload.id) })),
    { topic: 'audit', payload: `${users.length} users renamed` },
  ]);
  return places.map(({ topic, partition, offset }) => `${topic}[${partition}] ${offset}`);
}
// #endregion

// #region plain
export async function plain(order: OrderEvent): Promise<void> {
  await deliver('notes', 'text goes as text');
  await deliver('images', Buffer.from('ffd8ff', 'hex'), { key: 'bytes as they are' });
  await deliver('orders-json', { id: order.id, of: 'anything else as JSON' }, { key: order.id });
  await deliver('orders-json', null, { key: 'null is a tombstone' });
}
// #endregion

// #region options
export async function place(order: OrderEvent): Promise<void> {
  await deliver('orders', order, {
    schema: OrderEvent,
    key: order.id,
    partitionKey: order.currency,
    headers: { source: 'shop' },
    timestamp: order.placedAt,
  });
}
// #endregion

// #region async
export async function track(event: UserEvent): Promise<void> {
  await deliverAsync('users', event, { schema: UserEvent, key: String(event.payload.id) });
}
// #endregion

// #region flush
export async function shutDown(): Promise<void> {
  console.log(`${bufferedCount()} messages are on their way`);
  await flush();
  service.close();
}
// #endregion

// #region failure
export async function deliverOrKeep(events: readonly UserEvent[]): Promise<readonly Undelivered[]> {
  try {
    await deliver(events.map((payload) => ({ topic: 'users', payload, schema: UserEvent })));
    return [];
  } catch (error) {
    if (!isKfwError(error, 'KFW_DELIVERY_FAILED')) throw error;
    return (error as DeliveryError).undelivered;
  }
}
// #endregion

// #region lost
export const stopListening = monitor.subscribe('delivery.lost', ({ topic, key, error }) => {
  process.emitWarning(`a message of ${topic} with the key ${key?.toString() ?? 'none'} is lost: ${error.message}`);
});
// #endregion
