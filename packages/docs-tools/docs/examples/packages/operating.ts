import { Monitor } from '@kfw/core';
import { consumerGroups, lag } from '@kfw/operating';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';

const transport = createKafkajsTransport({
  clientId: 'lag-report',
  brokers: ['localhost:9092'],
  brokersSetting: 'brokers',
  connectionTimeoutMs: 1_000,
  requestTimeoutMs: 30_000,
  monitor: new Monitor(),
});

const { admin } = transport;
const { partitions } = await lag({ admin, transport }, await consumerGroups(admin));
for (const { group, topic, partition, lag: messages, lagSeconds } of partitions) {
  console.log(`${group} ${topic}[${partition}]: ${messages} messages, ${lagSeconds} s`);
}
await transport.disconnect();
