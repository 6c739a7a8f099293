import { Monitor } from '@kfw/core';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';

const transport = createKafkajsTransport({
  clientId: 'inspector',
  brokers: ['localhost:9092'],
  brokersSetting: 'brokers of the inspector',
  connectionTimeoutMs: 3_000,
  requestTimeoutMs: 30_000,
  monitor: new Monitor(),
});
await transport.connect();
console.log(await transport.admin.listTopics());
await transport.disconnect();
