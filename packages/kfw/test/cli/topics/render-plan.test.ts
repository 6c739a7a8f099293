import { describe, expect, it } from '@jest/globals';
import type { TopicsPlan } from '@kfw/operating';
import { renderPlan } from '../../../src/cli/topics/render-plan.js';
import { createColors } from '../../../src/logging/colors.js';

const plain = createColors(false);
const rendered = (plan: Partial<TopicsPlan>, colors = plain) =>
  renderPlan({ changes: [], reports: [], undeclared: [], ...plan }, colors).split('\n');
const declared = { origin: 'declared', of: [] } as const;

it('has a block per topic, with old → new per key', () => {
  expect(
    rendered({
      changes: [
        { topic: 'orders', action: 'addPartitions', ...declared, from: 3, to: 6 },
        {
          topic: 'orders',
          action: 'alterConfigs',
          ...declared,
          configs: [
            { name: 'retention.ms', from: '-1', to: '604800000' },
            { name: 'ssl.secret', from: null, to: '' },
          ],
        },
      ],
    }),
  ).toEqual([
    '~ orders',
    '    partitions    3 → 6',
    '    retention.ms  -1 → 604800000 (7 d)',
    '    ssl.secret    (hidden) → (empty)',
  ]);
});

it('says what a new topic is for, and which values are up to the cluster', () => {
  const created = {
    action: 'create',
    partitions: null,
    replicationFactor: 3,
    config: { 'segment.ms': '500' },
  } as const;
  expect(
    rendered({
      changes: [
        { topic: 'dead', ...created, origin: 'dead-letter', of: ['orders', 'users'] },
        { topic: 'later', ...created, origin: 'retry', of: ['orders'] },
        { topic: 'sent', ...created, origin: 'responder', of: [] },
      ],
    }).filter((line) => !line.startsWith('    replication')),
  ).toEqual([
    '+ dead is created (implied: dead letters of orders, users)',
    "    partitions          the cluster's default",
    '    segment.ms          500',
    '+ later is created (implied: retries of orders)',
    "    partitions          the cluster's default",
    '    segment.ms          500',
    '+ sent is created (implied: written by a responder)',
    "    partitions          the cluster's default",
    '    segment.ms          500',
  ]);
});

it('is red and green on a terminal', () => {
  const [, line = ''] = rendered(
    { changes: [{ topic: 'orders', action: 'addPartitions', ...declared, from: 3, to: 6 }] },
    createColors(true),
  );
  expect(JSON.stringify(line)).toBe(JSON.stringify('    partitions  \u001b[31m3\u001b[39m → \u001b[32m6\u001b[39m'));
});

describe('a difference that apply leaves alone', () => {
  it.each([
    [
      { kind: 'fewerPartitions', from: 6, to: 3 } as const,
      'it has 6 partitions instead of 3. Kafka cannot remove partitions: nothing is changed.',
    ],
    [
      { kind: 'replicationFactor', from: 1, to: 3 } as const,
      'its replication factor is 1 instead of 3. Replicas are moved with kafka-reassign-partitions: nothing is changed.',
    ],
    [
      { kind: 'tooFewBrokers', brokers: 2, to: 3 } as const,
      '3 replicas need as many brokers, and the cluster has 2 brokers. It is not created.',
    ],
    [
      { kind: 'unknownConfig', name: 'vendor.x', to: '1' } as const,
      'the cluster has no topic setting vendor.x; it is left out.',
    ],
  ])('%j', (report, sentence) => {
    expect(rendered({ reports: [{ topic: 'orders', ...report }] })).toEqual([`! orders: ${sentence}`]);
  });
});
