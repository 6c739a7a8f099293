/** Names that cannot be used on a cluster are mistakes at boot: ids of groups, mapped topics, topics that collide. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { text } from '../../../src/payloads/schemas.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { drawRoutes, type RouteDrawing } from '../../../src/routing/declare/draw.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import type { PlanInput } from '../../../src/routing/plan/plan-input.js';
import { codecs } from '../../support/world.js';

class UsersConsumer extends Consumer {
  process(): void {}
}

const route = { consumer: UsersConsumer, schema: text() };

const mistakesOf = (draw: (routes: RouteDrawing) => void, over: Partial<PlanInput> = {}): string[] => {
  try {
    compilePlan({ routes: drawRoutes(draw), clientId: 'shop', codecs, ...over });
    return [];
  } catch (error) {
    const lines = (error as Error).message.split('\n').slice(1);
    return lines.map((line) => line.replace(/^ *- /, '').replace(/^\S+:\d+, /, ''));
  }
};

const twoGroups = ({ consumerGroup }: RouteDrawing): void => {
  consumerGroup('billing', (group) => group.topic('users', route));
  consumerGroup('mailing', (group) => group.topic('users', route));
};

describe('a group mapper', () => {
  const told = (groupMapper: (group: string) => unknown) =>
    mistakesOf(twoGroups, { groupMapper: groupMapper as NonNullable<PlanInput['groupMapper']> });

  it('must give each group an id of its own', () => {
    expect(told(() => 'all')).toEqual([
      'group mailing: groupMapper makes "all" of it and of "billing", and they would share the messages. Give each an id of its own.',
    ]);
  });

  it('must return text', async () => {
    const notText = (what: string) =>
      ['billing', 'mailing'].map(
        (group) => `group ${group}: groupMapper returned ${what}. Return the group's id as text.`,
      );
    expect(told(() => undefined)).toEqual(notText('undefined'));
    expect(told(() => null)).toEqual(notText('null'));
    expect(told(() => '')).toEqual(notText('an empty text'));
    expect(told(() => 7)).toEqual(notText('a value of type number'));
    expect(told(async (group) => group)).toEqual(notText('a promise'));
  });

  it('must return what the name of a topic may hold', () => {
    const [first] = told((group) => `${group}/shop`);
    expect(first).toBe(
      'group billing: groupMapper returned "billing/shop". An id may hold up to 249 letters, digits, ".", "_" and "-" only.',
    );
    expect(told((group) => group.padEnd(250, 'x'))).toHaveLength(2);
    expect(told((group) => `${group}\n`)).toHaveLength(2);
    expect(told((group) => group)).toEqual([]);
  });

  it('that throws is a mistake of each group', () => {
    const boom = told(() => {
      throw new Error('boom');
    });
    expect(boom).toEqual(['group billing: groupMapper threw: boom', 'group mailing: groupMapper threw: boom']);
  });
});

describe('topics whose names differ in dots and underscores alone', () => {
  const collide = (first: string, second: string) =>
    `the topics "${first}" and "${second}" cannot both be on one cluster: to Kafka "." and "_" are the same in names. Rename one.`;

  it('are a mistake between routes, also of different groups', () => {
    const drawn = mistakesOf(({ consumerGroup }) => {
      consumerGroup('one', (group) => group.topic('order.events', route));
      consumerGroup('other', (group) => group.topic('order_events', route));
    });
    expect(drawn).toEqual([collide('order.events', 'order_events')]);
  });

  it('are a mistake between a route and a dead-letter topic', () => {
    const drawn = mistakesOf(({ topic }) => {
      topic('a.dead', route);
      topic('b', { ...route, deadLetter: 'a_dead' });
    });
    expect(drawn).toEqual([collide('a.dead', 'a_dead')]);
  });

  it('are a mistake between a route and a responder', () => {
    @Topic('mail_sent', { schema: text() })
    class MailResponder extends Responder<{ mail_sent: string }> {
      respond(): void {}
    }
    const responders = new Map([['MailResponder', MailResponder]]);
    const drawn = mistakesOf(({ topic }) => topic('mail.sent', route), { responders });
    expect(drawn).toEqual([collide('mail.sent', 'mail_sent')]);
  });

  it('count by their names on the cluster', () => {
    const topicMapper = {
      toCluster: (topic: string) => topic.replace('_', '-'),
      fromCluster: (topic: string) => topic.replace('-', '_'),
    };
    const draw = ({ topic }: RouteDrawing) => {
      topic('a.b', route);
      topic('a_b', route);
    };
    expect(mistakesOf(draw)).toEqual([collide('a.b', 'a_b')]);
    expect(mistakesOf(draw, { topicMapper })).toEqual([]);
  });

  it('may be the same topic in several places', () => {
    const draw = ({ topic, consumerGroup }: RouteDrawing) => {
      topic('a.b', { ...route, deadLetter: 'a.dead' });
      consumerGroup('other', (group) => group.topic('a.b', { ...route, deadLetter: 'a.dead' }));
    };
    expect(mistakesOf(draw)).toEqual([]);
  });
});

describe('a topic mapper', () => {
  const told = (toCluster: (topic: string) => unknown, fromCluster: (topic: string) => unknown = (topic) => topic) => {
    const topicMapper = { toCluster, fromCluster } as NonNullable<PlanInput['topicMapper']>;
    return mistakesOf(({ topic }) => topic('users', route), { topicMapper }).map((line) =>
      line.split(': ').slice(1).join(': '),
    );
  };

  it('that throws is a mistake of its topic', () => {
    const boom = (): never => {
      throw new Error('boom');
    };
    expect(told(boom)).toEqual(['topicMapper.toCluster threw for "users": boom']);
    expect(told((topic) => topic, boom)).toEqual(['topicMapper.fromCluster threw for "users": boom']);
  });

  it('must return text that can be the name of a topic', () => {
    expect(told(() => undefined)).toEqual([
      'topicMapper.toCluster makes nothing of "users", which Kafka does not allow.',
    ]);
    expect(told(() => '')).toEqual(['topicMapper.toCluster makes "" of "users", which Kafka does not allow.']);
    expect(told(async (topic) => topic)).toEqual([
      'topicMapper.toCluster makes a value of type object of "users", which Kafka does not allow.',
    ]);
  });

  it('must give retry topics a name, too', () => {
    const topicMapper = {
      toCluster: (topic: string) => (topic.includes('retry') ? 'x'.repeat(300) : topic),
      fromCluster: (topic: string) => topic,
    };
    const drawn = mistakesOf(
      ({ topic }) => topic('users', { ...route, deadLetter: 'dead', retryTopics: ['10s'], maxRetries: 1 }),
      { topicMapper },
    );
    expect(drawn).toHaveLength(1);
    expect(drawn[0]).toContain('which Kafka does not allow.');
  });
});
