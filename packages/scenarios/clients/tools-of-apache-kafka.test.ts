/** The tools that come with Apache Kafka 4.1, on its Java clients. */
import { expect } from '@jest/globals';
import { kafkaTool } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const records = 20_000;

scenario(
  [],
  'tools of Apache Kafka',
  async (world) => {
    const topic = world.name('orders');
    const group = world.name('readers');
    const to = ['--bootstrap-server', world.cluster.brokers];
    const topics = async (...args: string[]) =>
      (await kafkaTool('org.apache.kafka.tools.TopicCommand', [...to, ...args])).stdout;
    const groups = async (...args: string[]) =>
      (await kafkaTool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [...to, ...args])).stdout;

    await topics(
      '--create',
      '--topic',
      topic,
      '--partitions',
      '3',
      '--replication-factor',
      '1',
      '--config',
      'retention.ms=3600000',
    );
    expect((await topics('--list')).split('\n')).toContain(topic);
    const described = await topics('--describe', '--topic', topic);
    expect(described).toMatch(/PartitionCount: 3\s+ReplicationFactor: 1/);
    expect(described).toContain('retention.ms=3600000');

    const load = ['--topic', topic, '--num-records', String(records), '--record-size', '200', '--throughput', '-1'];
    const idempotent = ['enable.idempotence=true', 'acks=all', 'compression.type=lz4'];
    const props = ['--producer-props', `bootstrap.servers=${world.cluster.brokers}`, ...idempotent];
    const produced = await kafkaTool('org.apache.kafka.tools.ProducerPerformance', [...load, ...props]);
    expect(produced.stdout).toContain(`${records} records sent`);

    const reading = ['--topic', topic, '--messages', String(records), '--group', group, '--timeout', '20000'];
    const consumed = await kafkaTool('org.apache.kafka.tools.ConsumerPerformance', [
      ...to,
      ...reading,
      '--hide-header',
    ]);
    // start.time, end.time, MB, MB/s, messages, …
    expect(Number(consumed.stdout.trim().split('\n').at(-1)?.split(', ')[4])).toBe(records);

    expect((await groups('--list')).split('\n')).toContain(group);
    const lags = (await groups('--describe', '--group', group))
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([name]) => name === group);
    // GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG …
    expect(lags.map(([, , partition]) => partition).sort()).toEqual(['0', '1', '2']);
    expect(lags.reduce((sum, columns) => sum + Number(columns[4]), 0)).toBe(records);

    const reset = await groups('--reset-offsets', '--group', group, '--topic', topic, '--to-earliest', '--execute');
    expect(reset).toContain(topic);
    const after = await groups('--describe', '--group', group);
    const left = after.split('\n').map((line) => line.trim().split(/\s+/));
    const total = left.filter(([name]) => name === group).reduce((sum, columns) => sum + Number(columns[5]), 0);
    expect(total).toBe(records);
    await groups('--delete', '--group', group);
    expect((await groups('--list')).split('\n')).not.toContain(group);

    await topics('--alter', '--topic', topic, '--partitions', '4');
    expect(await topics('--describe', '--topic', topic)).toMatch(/PartitionCount: 4/);
    await topics('--delete', '--topic', topic);
    await world.until('the topic gone', async () =>
      (await topics('--list')).split('\n').includes(topic) ? undefined : true,
    );
  },
  { timeoutMs: 180_000 },
);
