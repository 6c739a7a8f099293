/** The life of Java's transactional producer, with readers of committed records: by hand, and by Apache Kafka's own load tools. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { kafkaTool } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const records = 10_000;

scenario(
  [],
  'transactions of java',
  async (world) => {
    const settings = { 'max.message.bytes': '10000' };
    const topic = await world.createTopic('payments', { partitions: 3, settings });
    const args = [world.cluster.brokers, topic, world.name('readers'), world.name('payments')];
    const { stdout } = await kafkaTool(path.join(__dirname, 'transactions.java'), args);
    expect(stdout.trim().split('\n')).toEqual([
      'too long a timeout KafkaException',
      'pending TimeoutException',
      'offset null',
      'pending TimeoutException',
      "offset OffsetAndMetadata{offset=7, leaderEpoch=null, metadata=''}",
      'stranger CommitFailedException',
      'too large KafkaException',
      'fenced ProducerFencedException',
      'while open false',
      'in the end {behind the error=200, behind the lost=200, committed=200, of the second=200, with offset 7=1}',
      'of all 6 of 11',
    ]);
  },
  { timeoutMs: 120_000 },
);

scenario(
  [],
  'load in transactions, by the tools of Apache Kafka',
  async (world) => {
    const topic = await world.createTopic('load', { partitions: 3 });
    const to = ['--bootstrap-server', world.cluster.brokers];
    const load = ['--topic', topic, '--num-records', String(records), '--record-size', '200', '--throughput', '20000'];
    const inTransactions = ['--transactional-id', world.name('load'), '--transaction-duration-ms', '50'];
    const props = ['--producer-props', `bootstrap.servers=${world.cluster.brokers}`, 'compression.type=lz4'];
    const args = [...load, ...inTransactions, ...props];
    const produced = await kafkaTool('org.apache.kafka.tools.ProducerPerformance', args);
    expect(produced.stdout).toContain(`${records} records sent`);
    // Kafka writes the last markers after its response: a reader of committed records then waits for them.
    const reading = ['--topic', topic, '--from-beginning', '--isolation-level', 'read_committed'];
    const end = ['--max-messages', String(records), '--timeout-ms', '20000'];
    const read = await kafkaTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [...to, ...reading, ...end]);
    expect(read.stdout.trim().split('\n')).toHaveLength(records);
  },
  { timeoutMs: 120_000 },
);
