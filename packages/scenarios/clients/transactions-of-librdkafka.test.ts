/** librdkafka's transactional producer by its Python client, and the view of readers of committed and of all records. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { python } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'transactions of librdkafka',
  async (world) => {
    const topic = await world.createTopic('payments', { partitions: 3 });
    const args = [world.cluster.brokers, topic, world.name('readers'), world.name('payments')];
    const { stdout } = await python(path.join(__dirname, 'transactions-of-librdkafka.py'), args);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
      offset: 7,
      while_open: { committed: 200 },
      fenced: true,
      committed: { committed: 200, kept: 200 },
      all: { aborted: 200, committed: 200, fenced: 200, kept: 200 },
    });
  },
  { timeoutMs: 120_000 },
);
