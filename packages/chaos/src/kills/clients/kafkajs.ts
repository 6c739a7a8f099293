/** Plain kafkajs: `send` with acknowledgement by all in-sync replicas, which is its default. */
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { ConnectClient } from '../kill-rounds.js';

export const connect: ConnectClient = async (brokers, topic) => {
  const kafka = new Kafka({ clientId: 'kfw-kills', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return {
    send: (messages) => producer.send({ topic, messages }),
    close: () => producer.disconnect(),
  };
};
