/**
 * The shared part of the kafkajs peers: a quiet client with kfw's fetch sizes, a joined consumer, and a producer on
 * demand.
 */
import kafkajs, { type Consumer, type ConsumerRunConfig } from 'kafkajs';
import { fetchMaxWaitMs, maxBytes, maxBytesPerPartition } from './fetch-sizes.js';
import type { PeerTask, RunningPeer } from './peer.js';

const { Kafka, logLevel, Partitioners } = kafkajs;

/** The part of `run` in which the peers differ. */
export type RunOptions = ConsumerRunConfig;

export async function startKafkajs(task: PeerTask, options: RunOptions): Promise<RunningPeer> {
  const { brokers, topic, group } = task;
  const kafka = new Kafka({ clientId: 'kfw-bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: group, maxBytes, maxBytesPerPartition, maxWaitTimeInMs: fetchMaxWaitMs });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const joined = joinedOrCrashed(consumer, task);
  await consumer.run(options);
  await joined;
  return {
    async connectSender() {
      const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
      return (value) => producer.send({ topic, messages: [{ value }] });
    },
    stop: () => consumer.disconnect(),
  };
}

function joinedOrCrashed(consumer: Consumer, task: PeerTask): Promise<void> {
  return new Promise((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => {
      task.fail(error);
      reject(error);
    });
  });
}
