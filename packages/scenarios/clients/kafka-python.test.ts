/** kafka-python: a topic by its name alone (which it asks of brokers from 2.4 on), a group, and refused records by name. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { python } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const otherRecord =
  'KafkaError: Failed to append record because it was part of a batch which had one more more invalid records';

scenario(
  [],
  'kafka python',
  async (world) => {
    const names = ['users', 'compacted', 'readers'].map((name) => world.name(name));
    const { stdout } = await python(path.join(__dirname, 'kafka_python.py'), [world.cluster.brokers, ...names]);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
      acknowledged: 500,
      values: 500,
      committed: 500,
      cleanup: expect.objectContaining({
        value: 'compact',
        config_source: 'DYNAMIC_TOPIC_CONFIG',
        config_type: 'LIST',
      }),
      refused: [0, 1, 2, 3, 4].map((at) =>
        at === 3
          ? [
              at,
              'InvalidRecordError',
              '[Error 87] InvalidRecordError: Compacted topic cannot accept message without key in',
            ]
          : [at, 'KafkaError', otherRecord],
      ),
    });
  },
  { timeoutMs: 120_000 },
);
