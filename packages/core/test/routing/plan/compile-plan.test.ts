import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Message } from '../../../src/contracts/message.js';
import { json } from '../../../src/payloads/schemas.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes, type Routes } from '../../../src/routing/declare/draw.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import type { Plan } from '../../../src/routing/plan/plan.js';
import type { PlanInput } from '../../../src/routing/plan/plan-input.js';
import { codecs } from '../../support/world.js';

interface User {
  id: number;
}

@Payload(json<User>())
class UsersConsumer extends Consumer {
  process(_message: Message<User>): void {}
}

@Topic('users', { schema: json<User>() })
class UsersResponder extends Responder<{ users: User }> {
  respond(user: User): void {
    this.respondTo('users', user);
  }
}

const compile = (routes: Routes, over: Partial<PlanInput> = {}): Plan =>
  compilePlan({ routes, clientId: 'shop', codecs, ...over });

const mistakesOf = (routes: Routes, over: Partial<PlanInput> = {}): string[] => {
  try {
    compile(routes, over);
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
  return [];
};

describe('a plan', () => {
  it('names groups clientId_group, and by the mapper when there is one', () => {
    const routes = drawRoutes(({ consumerGroup }) =>
      consumerGroup('example', (group) => group.topic('users', { consumer: UsersConsumer })),
    );
    expect(compile(routes).groups[0]?.id).toBe('shop_example');
    expect(compile(routes, { groupMapper: (group, clientId) => `${group}.${clientId}` }).groups[0]?.id).toBe(
      'example.shop',
    );
  });

  it('lets a topic override one default and keep the others, the group being between the app and the topic', () => {
    const routes = drawRoutes(({ consumerGroup, defaults }) => {
      defaults({ maxMessages: 7, startFrom: 'latest', pauseMs: 5 });
      consumerGroup('example', (group) => {
        group.defaults({ pauseMs: 6 });
        group.topic('users', { consumer: UsersConsumer, maxMessages: 9 });
      });
    });
    expect(compile(routes).groups[0]?.topics[0]).toMatchObject({
      maxMessages: 9,
      startFrom: 'latest',
      pauseMs: 6,
      maxPauseMs: 30_000,
    });
  });

  it('adds to a group that is opened again, and puts topics without a group into one', () => {
    const routes = drawRoutes(({ consumerGroup, topic }) => {
      consumerGroup('example', (group) => group.topic('a', { consumer: UsersConsumer }));
      topic('b', { consumer: UsersConsumer, active: false });
      consumerGroup('example', (group) => group.topic('c', { consumer: UsersConsumer }));
    });
    expect(
      compile(routes).groups.map(({ id, topics }) => [id, topics.map(({ topic, active }) => [topic, active])]),
    ).toEqual([
      [
        'shop_example',
        [
          ['a', true],
          ['c', true],
        ],
      ],
      ['shop_app', [['b', false]]],
    ]);
  });

  it('finds a responder by name, from the route, or not at all when the route says so', () => {
    const routes = drawRoutes(({ topic }) => {
      topic('by-name', { consumer: UsersConsumer });
      topic('none', { consumer: UsersConsumer, responder: false });
      topic('named', { consumer: UsersConsumer, responder: UsersResponder });
    });
    const responders = new Map([['UsersResponder', UsersResponder]]);
    expect(compile(routes, { responders }).groups[0]?.topics.map((topic) => topic.responder)).toEqual([
      UsersResponder,
      undefined,
      UsersResponder,
    ]);
  });

  it('is frozen', () => {
    const plan = compile(drawRoutes(({ topic }) => topic('users', { consumer: UsersConsumer })));
    for (const part of [plan, plan.groups, plan.groups[0], plan.groups[0]?.topics[0]])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('reports every mistake together, with file, group, topic and what to do', () => {
    class Neither extends Consumer {}
    class Both extends Consumer {
      process(): void {}
      consume(): void {}
    }
    class NoSchema extends Consumer {
      process(): void {}
    }
    class Plain {}
    const anything = (value: unknown) => value as never;
    const routes = drawRoutes(({ consumerGroup, defaults }) => {
      defaults(anything({ maxMesages: 3 }));
      consumerGroup('example', (group) => {
        group.topic('a', anything({ consumer: Neither }));
        group.topic('b', anything({ consumer: Both }));
        group.topic('c', anything({ consumer: Plain }));
        group.topic('d', anything({}));
        group.topic('e', { consumer: NoSchema });
        group.topic('f', anything({ consumer: UsersConsumer, maxMessages: 0, startFrom: 'start' }));
        group.topic('f', { consumer: UsersConsumer });
        group.topic('no spaces', { consumer: UsersConsumer });
      });
      consumerGroup('empty', () => {});
    });
    const mistakes = mistakesOf(routes).map((line) =>
      line.replace(/^ {2}- .*compile-plan\.test\.ts:\d+/, 'HERE').trim(),
    );
    expect(mistakes).toEqual([
      '- defaults: "maxMesages" is not an option. Did you mean "maxMessages"?',
      'HERE, group example, topic a: Neither has no handler. Define process(message) or consume(batch).',
      'HERE, group example, topic b: Both has both process(message) and consume(batch). Keep one of them.',
      "HERE, group example, topic c: Plain is not a consumer. Use a class that extends ApplicationConsumer (or Consumer from 'kfw').",
      'HERE, group example, topic d: it has no consumer. Name one: { consumer: UsersConsumer }.',
      'HERE, group example, topic e: it has no schema. Decorate NoSchema with @Payload(…), or give the route { schema: … }.',
      'HERE, group example, topic f: "maxMessages" must be a whole number of at least 1.',
      "HERE, group example, topic f: \"startFrom\" must be 'earliest' or 'latest'.",
      'HERE, group example, topic f: it is drawn twice in this group. Keep one.',
      'HERE, group example, topic no spaces: the name of a topic may hold up to 249 letters, digits, ".", "_" and "-" only.',
      'HERE, group empty: it has no topic. Draw one in it, or remove it.',
    ]);
  });

  it('lists options of the wrong kind as mistakes, whatever else is worked out from them', () => {
    const wrong = { retryTopics: '10s', errors: { skip: 'E_X' }, deadLetter: 7, orderedBy: 'value', maxAgeMs: '1s' };
    const routes = drawRoutes(({ topic }) => topic('users', { consumer: UsersConsumer, ...wrong } as never));
    const mistakes = mistakesOf(routes);
    expect(mistakes).toHaveLength(Object.keys(wrong).length);
    for (const name of Object.keys(wrong)) expect(mistakes.join('\n')).toContain(`"${name}" must be`);
  });

  it('reports mistakes of responders, and a payload format without a codec', () => {
    class Idle extends Responder {
      respond(): void {}
    }
    const unknownFormat = { format: 'cbor', name: 'cbor' };
    const routes = drawRoutes(({ topic }) =>
      topic('users', { consumer: UsersConsumer, schema: unknownFormat as never }),
    );
    const mistakes = mistakesOf(routes, { responders: new Map([['Idle', Idle]]) });
    expect(mistakes[0]).toContain("Idle declares no topic. Decorate it with @Topic('users', { schema: … }).");
    expect(mistakes[1]).toContain('no codec for payload format "cbor". Known: json, raw, text.');
  });
});

describe('a pattern', () => {
  const group = compile(
    drawRoutes(({ topic }) => {
      topic(/^orders\./g, { consumer: UsersConsumer, maxMessages: 3 });
      topic('orders.audit', { consumer: UsersConsumer, active: false });
      topic(/s/, { consumer: UsersConsumer });
    }),
  ).groups[0];
  const takenBy = (topic: string) =>
    group?.topics.filter(({ pattern }) => pattern?.test(topic)).map((plan) => plan.topic);

  it('takes what matches and belongs to no name and no earlier pattern, however often it is asked', () => {
    expect(takenBy('orders.eu')).toEqual(['/^orders\\./g']);
    expect(takenBy('orders.eu')).toEqual(['/^orders\\./g']);
    expect(takenBy('users')).toEqual(['/s/']);
    expect(takenBy('orders.audit')).toEqual([]);
    expect(takenBy('people')).toEqual([]);
  });

  it("never takes Kafka's own topics", () => {
    expect(takenBy('__consumer_offsets')).toEqual([]);
  });

  it('gives each topic a plan of its own, with the options of the route and readers of its own name', () => {
    const plan = group?.topics[0]?.pattern?.planOf('orders.eu');
    expect(plan).toMatchObject({ topic: 'orders.eu', group: 'shop_app', maxMessages: 3 });
    expect(plan?.pattern).toBeUndefined();
    expect(() => plan?.value.decode(Buffer.from('{'))).toThrow('of "orders.eu"');
    expect(Object.isFrozen(plan)).toBe(true);
  });

  it('is a mistake twice in one group', () => {
    const twice = drawRoutes(({ topic }) => {
      topic(/^a/, { consumer: UsersConsumer });
      topic(/^a/, { consumer: UsersConsumer });
    });
    expect(mistakesOf(twice)[0]).toContain('topic /^a/: it is drawn twice in this group. Keep one.');
  });
});

it('reports topics that the mapper does not give back, or to which it gives names that Kafka refuses', () => {
  const routes = drawRoutes(({ topic }) => {
    topic('users', { consumer: UsersConsumer });
    topic(/^orders/, { consumer: UsersConsumer });
  });
  const responders = new Map([['UsersResponder', UsersResponder]]);
  const told = (toCluster: (topic: string) => string, fromCluster: (topic: string) => string | undefined) =>
    mistakesOf(routes, { responders, topicMapper: { toCluster, fromCluster } }).map((line) =>
      line.replace(/.*topic users: /, ''),
    );
  expect(
    told(
      (topic) => `acme-${topic}`,
      (topic) => topic,
    ),
  ).toEqual([
    '  - topicMapper.toCluster makes "acme-users" of "users", and fromCluster makes "acme-users" of that. Let it undo toCluster.',
    'topicMapper.toCluster makes "acme-users" of "users", and fromCluster makes "acme-users" of that. Let it undo toCluster.',
  ]);
  expect(
    told(
      (topic) => `acme/${topic}`,
      (topic) => topic.slice(5),
    )[0],
  ).toBe('  - topicMapper.toCluster makes "acme/users" of "users", which Kafka does not allow.');
  expect(
    told(
      (topic) => `acme-${topic}`,
      (topic) => topic.slice(5),
    ),
  ).toEqual([]);
});
