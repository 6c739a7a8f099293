import { expect, it } from '@jest/globals';
import { type NamingCluster, nameOnCluster, topicOnCluster } from '../../../src/cli/cluster/topic-on-cluster.js';

function cluster(...existing: string[]): NamingCluster {
  const admin = { listTopics: () => Promise.resolve(existing) } as NamingCluster['admin'];
  return { admin, app: { nameOnCluster: (topic) => (topic.startsWith('acme.') ? topic : `acme.${topic}`) } };
}

it('finds a topic by its name in the code, and by that on the cluster', async () => {
  expect(await topicOnCluster(cluster('acme.orders'), 'orders')).toBe('acme.orders');
  expect(await topicOnCluster(cluster('acme.orders'), 'acme.orders')).toBe('acme.orders');
});

it('prefers a topic that has the name on the cluster', async () => {
  expect(await topicOnCluster(cluster('orders', 'acme.orders'), 'orders')).toBe('orders');
});

it('names what is nearest to a topic that is not there', async () => {
  await expect(topicOnCluster(cluster('acme.orders'), 'ordrs')).rejects.toMatchObject({ code: 'KFW_TOPIC_NOT_FOUND' });
});

it('takes names as they are without an app', async () => {
  expect(await topicOnCluster({ ...cluster(), app: undefined }, 'orders')).toBe('orders');
  expect(nameOnCluster({ app: undefined }, 'orders', ['orders'])).toBe('orders');
});
