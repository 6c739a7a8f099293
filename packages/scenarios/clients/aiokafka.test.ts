/** aiokafka: transactions, of which one is aborted, and two members of a group that read committed records. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { python } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'aiokafka',
  async (world) => {
    const names = ['users', 'readers', 'producer'].map((name) => world.name(name));
    const { stdout } = await python(path.join(__dirname, 'aiokafka_members.py'), [world.cluster.brokers, ...names]);
    const seen = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(seen).toEqual({ values: 200, aborted: 0, assignments: [0, 1, 2, 3] });
  },
  { timeoutMs: 120_000 },
);
