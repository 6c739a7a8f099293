import { Kafka } from 'kafkajs';
import { charge } from '../app/payments.js';

// #region consumer
const kafka = new Kafka({ clientId: 'shop', brokers: ['localhost:9092'] });
const consumer = kafka.consumer({ groupId: 'shop_billing' });

export async function run(): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message, heartbeat }) => {
      const order = JSON.parse(message.value?.toString() ?? 'null');
      await charge(order.customer, order.total, { signal: AbortSignal.timeout(20_000) });
      await heartbeat();
    },
  });
  process.once('SIGTERM', () => consumer.disconnect());
}
// #endregion

// #region producer
const producer = kafka.producer({ idempotent: true });
await producer.connect(); // Once, at the start.

export async function placeOrder(order: { id: string; customer: string }): Promise<void> {
  await producer.send({ topic: 'orders', messages: [{ key: order.customer, value: JSON.stringify(order) }] });
}
// #endregion
