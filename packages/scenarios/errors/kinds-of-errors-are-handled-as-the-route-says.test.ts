import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

class Invalid extends Error {}
class VeryInvalid extends Invalid {}
class Outdated extends Error {}

const withCode = (code: string) => Object.assign(new Error(`code ${code}`), { code });
const errors: Readonly<Record<string, () => Error>> = {
  class: () => new Invalid('by class'),
  subclass: () => new VeryInvalid('by its parent'),
  code: () => withCode('E_BAD'),
  function: () => new Error('status 422'),
  'skip class': () => new Outdated('skipped by class'),
  'skip code': () => withCode('E_OLD'),
  'skip function': () => new Error('status 410'),
  named: () => new Error('status 422, but try again'),
  other: () => new Error('anything else'),
};

scenario(
  [],
  'errors are dead-lettered at once, skipped or retried by their class, their code or a function',
  async (world) => {
    const topic = await world.createTopic('users');
    const deadLetters = await world.createTopic('dead-letters');
    const tried = world.inbox<string>('messages tried');

    @Payload(text())
    class Trier extends Consumer {
      process({ payload, attempt }: Message<string>): void {
        tried.push(`${payload} ${attempt}`);
        const error = errors[payload]?.();
        if (error !== undefined) throw error;
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => {
        draw(topic, {
          consumer: Trier,
          deadLetter: deadLetters,
          maxRetries: 1,
          pauseMs: 1,
          errors: {
            deadLetter: [Invalid, 'E_BAD', ({ message }) => message === 'status 422'],
            skip: [Outdated, 'E_OLD', ({ message }) => message === 'status 410'],
          },
        });
      }),
    });
    const failed = world.events(monitor, 'consumer.failed');
    const skipped = world.events(monitor, 'message.skipped');
    await deliverTexts(app, topic, [...Object.keys(errors), 'end'], { key: 'one' });
    await tried.first('the last', (each) => each === 'end 1');

    const names = Object.keys(errors);
    const outcomes = failed.items.map(({ offset, outcome }) => `${names[offset]}: ${outcome}`);
    expect(outcomes).toEqual([
      ...['class', 'subclass', 'code', 'function'].map((name) => `${name}: deadLetter`),
      ...['skip class', 'skip code', 'skip function'].map((name) => `${name}: skip`),
      ...['named: retry', 'named: deadLetter', 'other: retry', 'other: deadLetter'],
    ]);
    expect(skipped.items.map(({ offset, reason }) => `${names[offset]}: ${reason}`)).toEqual([
      'skip class: skipped by class',
      'skip code: code E_OLD',
      'skip function: status 410',
    ]);
    const letters = await readWithKcat(world, deadLetters);
    expect(letters.map(({ value }) => value)).toEqual(['class', 'subclass', 'code', 'function', 'named', 'other']);
    expect(letters.map(({ headers }) => headers['kfw-attempts'])).toEqual(['1', '1', '1', '1', '2', '2']);
    expect(letters.map(({ headers }) => headers['kfw-error-class'])).toEqual([
      'Invalid',
      'VeryInvalid',
      'Error',
      'Error',
      'Error',
      'Error',
    ]);
  },
);
