/**
 * @platformatic/kafka: `send` for one message, and `send` with 1,000 at once; partitions as kafkajs and Java choose
 * them.
 */
import { compatibilityPartitioner, ProduceAcks, Producer } from '@platformatic/kafka';
import type { ConnectSender } from './measured-sender.js';
import { sendInBatches } from './send-in-batches.js';

export const connect: ConnectSender = async ({ brokers, topic, compression = 'none' }) => {
  const producer = new Producer({
    clientId: 'kfw-bench',
    bootstrapBrokers: brokers.split(','),
    acks: ProduceAcks.ALL,
    compression,
    partitioner: compatibilityPartitioner,
  });
  return {
    send: (record) => producer.send({ messages: [{ topic, ...record }] }),
    sendAll: (recordAt, count) =>
      sendInBatches(recordAt, count, (records) =>
        producer.send({ messages: records.map((record) => ({ topic, ...record })) }),
      ),
    close: () => producer.close(),
  };
};
