import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { type PlanSelection, selectFromPlan } from '../../../src/routing/plan/select-plan.js';
import { codecs } from '../../support/world.js';

@Payload(raw())
class Idle extends Consumer {
  process(): void {}
}

const plan = compilePlan({
  clientId: 'shop',
  codecs,
  routes: drawRoutes(({ consumerGroup }) => {
    consumerGroup('people', (group) => {
      group.topic('users', { consumer: Idle });
      group.topic('orders', { consumer: Idle });
    });
    consumerGroup('billing', (group) => {
      group.topic('orders', { consumer: Idle });
      group.topic('audit', { consumer: Idle, active: false });
    });
  }),
});

const selected = (selection: PlanSelection): Record<string, string[]> =>
  Object.fromEntries(
    selectFromPlan(plan, selection).groups.map(({ name, topics }) => [name, topics.map(({ topic }) => topic)]),
  );
const messageOf = (selection: PlanSelection): string => {
  try {
    selectFromPlan(plan, selection);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
};

describe('a selection', () => {
  it('is the plan itself when nothing is given', () => {
    expect(selectFromPlan(plan, {})).toBe(plan);
  });

  it.each<[PlanSelection, Record<string, string[]>]>([
    [{ onlyGroups: ['people'] }, { people: ['users', 'orders'] }],
    [{ onlyGroups: ['shop_people'], exceptTopics: ['users'] }, { people: ['orders'] }],
    [{ exceptGroups: ['shop_people'] }, { billing: ['orders', 'audit'] }],
    [{ exceptGroups: ['people'] }, { billing: ['orders', 'audit'] }],
    [{ onlyTopics: ['orders'] }, { people: ['orders'], billing: ['orders'] }],
    [{ exceptTopics: ['orders', 'audit'] }, { people: ['users'] }],
    [
      { onlyGroups: ['people', 'billing'], onlyTopics: ['users', 'orders'], exceptGroups: ['billing'] },
      { people: ['users', 'orders'] },
    ],
    [{ onlyGroups: ['people'], exceptTopics: ['users'] }, { people: ['orders'] }],
  ])('%j leaves %j', (selection, expected) => {
    expect(selected(selection)).toEqual(expected);
  });

  it('keeps the ids of groups, and is frozen', () => {
    const selected = selectFromPlan(plan, { onlyTopics: ['users'] });
    expect(selected.groups[0]?.id).toBe('shop_people');
    expect(Object.isFrozen(selected.groups[0]?.topics)).toBe(true);
  });

  it('names everything that does not exist, what was meant, and what there is', () => {
    expect(messageOf({ onlyGroups: ['peopel', 'mall_people'], exceptTopics: ['invoices'] }).split('\n')).toEqual([
      '3 names are not in the routes:',
      '  - --only-groups: there is no group "peopel". Did you mean "people"? There is: people, billing.',
      '  - --only-groups: there is no group "mall_people". There is: people, billing.',
      '  - --except-topics: there is no topic "invoices". There is: users, orders, audit.',
    ]);
  });

  it('is refused when nothing is left, inactive topics not counting', () => {
    const nothing =
      'the options leave nothing to consume. Drawn: people (users; orders), billing (orders; audit, inactive).';
    expect(messageOf({ onlyGroups: ['billing'], onlyTopics: ['users'] })).toBe(nothing);
    expect(messageOf({ onlyTopics: ['audit'] })).toBe(nothing);
    expect(messageOf({ exceptGroups: ['people', 'billing'] })).toBe(nothing);
  });
});
