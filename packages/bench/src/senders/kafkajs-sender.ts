/** kafkajs: `send` for one message, and `send` with 1,000 at once. */
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { ConnectSender } from './measured-sender.js';
import { sendInBatches } from './send-in-batches.js';

export const connect: ConnectSender = async ({ brokers, topic }) => {
  const kafka = new Kafka({ clientId: 'kfw-bench', brokers: brokers.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return {
    send: (record) => producer.send({ topic, messages: [record] }),
    sendAll: (recordAt, count) => sendInBatches(recordAt, count, (messages) => producer.send({ topic, messages })),
    close: () => producer.disconnect(),
  };
};
