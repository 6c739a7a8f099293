import { expect } from '@jest/globals';
import { type App, Consumer, drawRoutes, type Message, Payload, type TopicOptions, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { scenario } from '../src/scenario/scenario.js';

class LicenceExpired extends Error {}

scenario(
  [],
  'an error that stops the process, by itself or by onExhausted: stop, stops it in order and leaves its message to the next start',
  async (world) => {
    const topic = await world.createTopic('users');
    const deadLetters = await world.createTopic('dead-letters');
    const clientId = world.name('shop');
    const tried = world.inbox<string>('messages tried');
    let isLicensed = false;
    let isMended = false;

    @Payload(text())
    class Trier extends Consumer {
      process({ payload, attempt }: Message<string>): void {
        tried.push(`${payload} ${attempt}`);
        if (payload === 'licence' && !isLicensed) throw new LicenceExpired('renew it');
        if (payload === 'bad' && !isMended) throw new Error('too bad');
      }
    }
    const start = async (options: Omit<TopicOptions, 'schema' | 'keySchema'>) => {
      const started = await startApp(world, {
        clientId,
        routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Trier, pauseMs: 1, ...options })),
      });
      const failed = world.events(started.monitor, 'consumer.failed');
      return { ...started, outcomes: () => failed.items.map(({ offset, outcome }) => `${offset} ${outcome}`) };
    };
    const committed = async (app: App) => {
      await app.connect();
      const [partition] = await app.admin.groupOffsets(`${clientId}_app`, [topic]);
      await app.close();
      return partition?.offset;
    };

    const first = await start({ deadLetter: deadLetters, errors: { stop: [LicenceExpired] } });
    await deliverTexts(first.app, topic, ['a', 'licence', 'b', 'bad', 'c'], { key: 'one' });
    const { exitCode, error } = await world.waitFor('the stop', first.server.ended);
    expect([exitCode, error]).toEqual([1, expect.any(LicenceExpired)]);
    expect(tried.items).toEqual(['a 1', 'licence 1']);
    expect(first.outcomes()).toEqual(['1 stop']);
    expect(await committed(first.app)).toBe(1);

    isLicensed = true;
    const second = await start({ onExhausted: 'stop', maxRetries: 2 });
    const ended = await world.waitFor('the stop', second.server.ended);
    expect([ended.exitCode, ended.error?.message]).toEqual([1, 'too bad']);
    expect(tried.items.slice(2)).toEqual(['licence 1', 'b 1', 'bad 1', 'bad 2', 'bad 3']);
    expect(second.outcomes()).toEqual(['3 retry', '3 retry', '3 stop']);
    expect(await committed(second.app)).toBe(3);

    isMended = true;
    const third = await start({});
    await tried.first('the last', (each) => each === 'c 1');
    expect(tried.items.slice(7)).toEqual(['bad 1', 'c 1']);
    expect(third.outcomes()).toEqual([]);
    expect(await messagesIn(third.app, deadLetters)).toBe(0);
  },
);
