import { describe, expect, it } from '@jest/globals';
import type { TopicsPlan } from '@kfw/operating';
import { requireCreatable, shownPlan } from '../../../src/cli/topics/sum-of-plan.js';

const on = { config: { environment: 'production', brokers: ['kafka-1:9092'] } };
const planOf = (given: Partial<TopicsPlan>): TopicsPlan => ({ changes: [], reports: [], undeclared: [], ...given });
const tooFewBrokers = (topic: string) => ({ topic, kind: 'tooFewBrokers', brokers: 1, to: 3 }) as const;
const grown = (topic: string) =>
  ({ topic, action: 'addPartitions', origin: 'declared', of: [], from: 1, to: 2 }) as const;
const lastLines = (plan: TopicsPlan, count: number) =>
  shownPlan(on, plan, { isHinted: true }).split('\n').slice(-count);

describe('the sum of a plan', () => {
  it('counts the topics that differ, and says what changes them', () => {
    expect(shownPlan(on, planOf({}))).toBe('Nothing to change (production, kafka-1:9092).');
    expect(lastLines(planOf({ changes: [grown('orders')] }), 1)).toEqual([
      '1 topic differs (production, kafka-1:9092). `kfw topics apply` changes it.',
    ]);
    expect(lastLines(planOf({ changes: [grown('orders'), grown('users')] }), 1)).toEqual([
      '2 topics differ (production, kafka-1:9092). `kfw topics apply` changes them.',
    ]);
  });

  it('counts the topics that stay missing last, and never says that nothing is to change then', () => {
    const missing = { reports: [tooFewBrokers('orders'), tooFewBrokers('users')] };
    expect(lastLines(planOf(missing), 2)).toEqual([
      '',
      '2 topics are missing and cannot be created (production, kafka-1:9092).',
    ]);
    expect(lastLines(planOf({ reports: [tooFewBrokers('users')], changes: [grown('orders')] }), 2)).toEqual([
      '1 topic differs (production, kafka-1:9092). `kfw topics apply` changes it.',
      '1 topic is missing and cannot be created (production, kafka-1:9092).',
    ]);
  });

  it('is an error for topics that stay missing, and not for other reports', () => {
    expect(() => requireCreatable(planOf({ reports: [tooFewBrokers('orders'), tooFewBrokers('users')] }))).toThrow(
      expect.objectContaining({ code: 'KFW_TOPICS_NOT_CREATABLE', message: expect.stringContaining('orders, users') }),
    );
    expect(() =>
      requireCreatable(planOf({ reports: [{ topic: 'orders', kind: 'fewerPartitions', from: 3, to: 1 }] })),
    ).not.toThrow();
  });
});
