/** The plans of retry topics, and that they go with their source when a part of a plan is selected. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { retryTopicPlans } from '../../../src/routing/plan/retry-topics.js';
import { type PlanSelection, selectFromPlan } from '../../../src/routing/plan/select-plan.js';
import { planFor } from '../../support/plan.js';
import { codecs } from '../../support/world.js';

@Payload(raw())
class Idle extends Consumer {
  process(): void {}
}

const plan = compilePlan({
  clientId: 'shop',
  codecs,
  routes: drawRoutes(({ consumerGroup }) => {
    consumerGroup('app', (group) => {
      group.topic('users', {
        consumer: Idle,
        retryTopics: ['10s', '1m'],
        deadLetter: 'dead',
        startFrom: 'latest',
        maxMessages: 7,
      });
      group.topic('orders', { consumer: Idle });
    });
  }),
});
const topicsOf = ({ groups }: typeof plan) => groups.flatMap(({ topics }) => topics.map(({ topic }) => topic));
const [tenSeconds, oneMinute] = ['users.shop_app.retry-10s', 'users.shop_app.retry-1m'];

describe('retry topics', () => {
  it('are read by the consumer of their source, each from its beginning and after its delay', () => {
    const [source, ...retries] = plan.groups[0]?.topics.filter(({ topic }) => topic.startsWith('users')) ?? [];
    expect(source).toMatchObject({ topic: 'users', retryOf: undefined, startFrom: 'latest', delayMs: 0 });
    expect(retries).toEqual([
      {
        ...source,
        topic: tenSeconds,
        retryOf: 'users',
        startFrom: 'earliest',
        delayMs: 10_000,
        policy: expect.anything(),
      },
      {
        ...source,
        topic: oneMinute,
        retryOf: 'users',
        startFrom: 'earliest',
        delayMs: 60_000,
        policy: expect.anything(),
      },
    ]);
    expect([source, ...retries].map((each) => each?.policy.retryTopic)).toEqual([tenSeconds, oneMinute, undefined]);
    expect(retries.map(({ policy }) => [policy.maxRetries, policy.deadLetter])).toEqual([
      [0, 'dead'],
      [0, 'dead'],
    ]);
    expect(retries.every((each) => Object.isFrozen(each))).toBe(true);
  });

  it('do not exist without delays, nor of a pattern', () => {
    const users = planFor(Idle);
    const say = (problem: string) => expect(problem).toBe('never said');
    expect(retryTopicPlans(users, {}, say)).toEqual([]);
    const pattern = { test: () => true, planOf: () => users };
    expect(retryTopicPlans({ ...users, pattern }, { retryTopics: ['10s'] }, say)).toEqual([]);
  });

  it('have names that a broker takes', () => {
    const users = planFor(Idle, { retryTopics: ['10s'] });
    const said = (length: number) => {
      const problems: string[] = [];
      const topic = 'u'.repeat(length - `.${users.group}.retry-10s`.length);
      retryTopicPlans({ ...users, topic }, { retryTopics: ['10s'] }, (problem) => problems.push(problem));
      return problems;
    };
    expect(said(249)).toEqual([]);
    expect(said(250)).toEqual([expect.stringContaining('more than 249 characters')]);
  });

  it.each<[PlanSelection, string[]]>([
    [{ onlyTopics: ['users'] }, ['users', tenSeconds, oneMinute]],
    [{ onlyTopics: ['orders'] }, ['orders']],
    [{ exceptTopics: ['users'] }, ['orders']],
    [{ exceptTopics: ['orders'] }, ['users', tenSeconds, oneMinute]],
  ])('follow their source: %j', (selection, expected) => {
    expect(topicsOf(selectFromPlan(plan, selection)).toSorted()).toEqual(expected.toSorted());
  });

  it('cannot be selected by themselves, and are not named as what there is', () => {
    const selecting = () => selectFromPlan(plan, { onlyTopics: [tenSeconds] });
    expect(selecting).toThrow(/there is no topic "users\.shop_app\.retry-10s"\..* There is: users, orders\./);
  });
});
