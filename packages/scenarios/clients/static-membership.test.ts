/** Java's consumers as static members (`group.instance.id`): restarted, used twice, and removed by an admin. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { kafkaTool } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'static membership',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 4 });
    const args = [world.cluster.brokers, topic, world.name('readers')];
    const { stdout } = await kafkaTool(path.join(__dirname, 'static-membership.java'), args);
    expect(stdout.trim().split('\n')).toEqual([
      'restarted one: its partitions true, its generation true, others disturbed 0',
      'restarted two: its partitions true, its generation true, others disturbed 0',
      'members [one 2, two 2]',
      'used twice: FencedInstanceIdException, its partitions true, others disturbed 0',
      'after its end [one 2, two 2]',
      'by an admin: removed, again: UnknownMemberIdException',
      'left [one 4]',
    ]);
  },
  { timeoutMs: 120_000 },
);
