/**
 * For comparison: a plain worker on kafkajs, `eachMessage` and a producer, as its documentation shows them. Everything is at
 * its default but for the session, and all partitions are handled concurrently, as kfw does.
 */
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { logger } from './log.js';
import { failsAtFirst, type NumberedMessage, ProgressReporter, readTask } from './worker-task.js';

const { brokers, group, input, output, sessionTimeoutMs, seed } = readTask();
const progress = new ProgressReporter();
const kafka = new Kafka({
  clientId: `chaos-${process.pid}`,
  brokers: brokers.split(','),
  logLevel: logLevel.INFO,
  logCreator:
    () =>
    ({ log: { message, ...fields }, namespace }) =>
      logger.info({ namespace, ...fields }, message),
});
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const consumer = kafka.consumer({
  groupId: group,
  sessionTimeout: sessionTimeoutMs,
  heartbeatInterval: Math.round(sessionTimeoutMs / 6),
});
const met = new Set<string>();
consumer.on(consumer.events.GROUP_JOIN, () => progress.running());
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    await consumer.disconnect();
    await producer.disconnect();
    process.exit(0);
  });
}
await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [input], fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 12,
  eachMessage: async ({ partition, message: { value, offset } }) => {
    const message: NumberedMessage = JSON.parse(String(value));
    const { key, seq } = message;
    if (failsAtFirst(message, seed) && !met.has(`${key}/${seq}`)) {
      met.add(`${key}/${seq}`);
      throw new Error(`${key}/${seq} fails at first`);
    }
    const note = JSON.stringify({ key, seq, partition, offset: Number(offset), pid: process.pid });
    await producer.send({ topic: output, messages: [{ key, value: note }] });
    progress.handled(partition, 1);
  },
});
