/** @platformatic/kafka: admin, a producer with acknowledgements, and a stream of a group that commits. */
import { expect } from '@jest/globals';
import {
  Admin,
  Consumer,
  type ConsumerOptions,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { scenario } from '../src/scenario/scenario.js';

const count = 500;

scenario([], 'platformatic kafka', async (world) => {
  const topic = world.name('users');
  const clientOptions = { clientId: world.name('client'), bootstrapBrokers: world.cluster.brokers.split(',') };
  const admin = new Admin(clientOptions);
  world.after(() => admin.close());
  await admin.createTopics({ topics: [topic], partitions: 3, replicas: 1 });
  expect(await admin.listTopics()).toContain(topic);

  const producer = new Producer({ ...clientOptions, serializers: stringSerializers });
  world.after(() => producer.close());
  const messages = Array.from({ length: count }, (_, number) => ({ topic, key: `k${number % 7}`, value: `${number}` }));
  const { offsets } = await producer.send({ messages });
  expect(offsets?.length).toBeGreaterThan(0);

  const groupId = world.name('readers');
  const options: ConsumerOptions<string, string, string, string> = {
    ...clientOptions,
    groupId,
    deserializers: stringDeserializers,
  };
  const consumer = new Consumer(options);
  world.after(() => consumer.close(true));
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
  const seen = world.inbox<string>('values');
  stream.on('data', (message) => {
    seen.push(message.value);
    void message.commit();
  });
  await seen.atLeast(count);
  expect(new Set(seen.items).size).toBe(count);

  const groups = await admin.describeGroups({ groups: [groupId] });
  expect(groups.get(groupId)?.state).toBe('Stable');
});
