import { expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload, SubscribesTo } from '../../../src/routing/declare/consumer-decorators.js';
import { drawConsumer, nameAfterConsumer } from '../../../src/routing/declare/draw-consumer.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { codecs } from '../../support/world.js';

abstract class Handling extends Consumer {
  process(): void {}
}

@SubscribesTo('users', { maxMessages: 5 })
@SubscribesTo(/^users\./, { startFrom: 'latest' })
@SubscribesTo('audit', { group: 'auditing' })
@Payload(raw())
class UserEventConsumer extends Handling {}

@SubscribesTo('users', { maxMesages: 5 } as never)
@Payload(raw())
class Misspelt extends Handling {}

class Unsubscribed extends Handling {}

it('draws each subscription into its group: the one it names, or one called after the class', () => {
  const routes = drawConsumer(UserEventConsumer, [{ pauseMs: 7 }]);
  const { groups } = compilePlan({ routes, clientId: 'shop', codecs });
  const drawn = groups.map(({ id, topics }) => [
    id,
    topics.map(({ topic, maxMessages, startFrom, pauseMs }) => [topic, maxMessages, startFrom, pauseMs]).sort(),
  ]);
  expect(Object.fromEntries(drawn)).toEqual({
    shop_user_event: [
      ['/^users\\./', 500, 'latest', 7],
      ['users', 5, 'earliest', 7],
    ],
    shop_auditing: [['audit', 500, 'earliest', 7]],
  });
});

it('has its mistakes reported like those of routes, with the line of the decorator', () => {
  expect(() => compilePlan({ routes: drawConsumer(Misspelt), clientId: 'shop', codecs })).toThrow(
    /draw-consumer\.test\.ts:\d+, group misspelt, topic users: "maxMesages" is not an option\. Did you mean "maxMessages"\?/,
  );
});

it('refuses a consumer that says no topic', () => {
  expect(() => drawConsumer(Unsubscribed)).toThrow('Unsubscribed does not say which topic it takes.');
});

it.each([
  ['UsersConsumer', 'users'],
  ['UserEventConsumer', 'user_event'],
  ['HTTPLogConsumer', 'http_log'],
  ['Consumer', 'messages'],
])('names %s %s', (className, name) => {
  expect(nameAfterConsumer(className)).toBe(name);
});
