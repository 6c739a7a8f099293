/** librdkafka by its Python client: admin, an idempotent producer, two members of a group, commits. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { python } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'librdkafka',
  async (world) => {
    const args = [world.cluster.brokers, world.name('users'), world.name('readers')];
    const { stdout } = await python(path.join(__dirname, 'librdkafka.py'), args);
    const seen = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { ends: number[] };
    expect(seen).toEqual({
      acknowledged: 1_000,
      values: 1_000,
      assignments: [0, 1, 2, 3],
      committed: seen.ends,
      ends: seen.ends,
      cleanup: 'delete',
    });
    expect(seen.ends.reduce((sum, end) => sum + end, 0)).toBe(1_000);
  },
  { timeoutMs: 120_000 },
);
