import { beforeEach, describe, expect, it } from '@jest/globals';
import { Monitor, type RawRecord, silentLogger } from '@kfw/core';
import {
  builtInCodecs,
  Codecs,
  Consumer,
  CriticalError,
  compilePlan,
  drawRoutes,
  type Message,
  type OutgoingMessage,
  Payload,
  type TopicOptions,
  text,
} from '@kfw/core/internal';
import { parseDeadLetter, type Replaying } from '@kfw/operating';
import type { BootedApp } from '../../../../src/app/booted-app.js';
import { RouteLane } from '../../../../src/cli/dead-letters/replay/route-lane.js';

type Handle = (message: Message<string>, consumer: Consumer) => unknown;

describe('the consumer of a route over dead letters', () => {
  let handled: string[];
  let sent: (readonly OutgoingMessage[])[];
  let ending: AbortController;
  beforeEach(() => {
    handled = [];
    sent = [];
    ending = new AbortController();
  });

  function laneOf(handle: Handle, options: TopicOptions = {}): RouteLane {
    @Payload(text())
    class Handler extends Consumer {
      process(message: Message<string>): unknown {
        handled.push(`${message.payload} ${message.attempt}`);
        return handle(message, this);
      }
    }
    const route = { pauseMs: 0, ...options, consumer: Handler };
    const routes = drawRoutes((draw) => draw.topic('orders', route as never));
    const [plan] = compilePlan({ routes, clientId: 'shop', codecs: new Codecs(builtInCodecs) }).groups[0]?.topics ?? [];
    if (plan === undefined) throw new Error('no plan');
    const app = {
      monitor: new Monitor(),
      logger: silentLogger,
      config: { consumer: { concurrency: 10 } },
      producer: { deliverAtomically: async (_id: string, messages: readonly OutgoingMessage[]) => sent.push(messages) },
      responders: undefined,
      connect: async () => {},
    } as unknown as BootedApp;
    return new RouteLane(plan, { app, deadLetters: 'dead', partition: 2, signal: ending.signal });
  }

  const batch = (...texts: readonly string[]): Replaying[] =>
    texts.map((value, index) => {
      const offset = 10 + 3 * index;
      const message = { key: null, value: Buffer.from(value), headerEntries: [] };
      const record: RawRecord = { ...message, offset, timestamp: 0, headers: {}, sizeBytes: value.length };
      const letter = parseDeadLetter({ topic: 'dead', partition: 2 }, record);
      return { letter, message, range: { from: offset - 2, end: offset + 1 } };
    });
  const failOn =
    (payload: string): Handle =>
    (message) => {
      if (message.payload === payload) throw new RangeError(`${payload} again`);
    };

  it('handles each in order, over several batches', async () => {
    const lane = laneOf(() => undefined, { maxAgeMs: 1 });
    expect(await lane.handle(batch('a', 'b'))).toEqual(['done', 'done']);
    expect(handled).toEqual(['a 1', 'b 1']);
    await lane.close();
  });

  it.each<[string, TopicOptions]>([
    ['with dead letters', { maxRetries: 1, deadLetter: 'dead' }],
    ['without', { maxRetries: 1 }],
    ['with retry topics', { maxRetries: 1, retryTopics: ['10s'] }],
    ['of a transactional route', { maxRetries: 1, deadLetter: 'dead', transactional: true, maxMessages: 1 }],
  ])('a message that fails is retried in place, and is a failure: %s', async (_which, options) => {
    const lane = laneOf(failOn('bad'), options);
    expect(await lane.handle(batch('a', 'bad', 'c'))).toEqual([
      'done',
      expect.objectContaining({ name: 'RangeError', message: 'bad again' }),
      'done',
    ]);
    expect(handled).toEqual(['a 1', 'bad 1', 'bad 2', 'c 1']);
    expect(sent.flat()).toEqual([]);
    await lane.close();
  });

  it('an outage is a failure, and a decision of the handler as well', async () => {
    const outage = Object.assign(new Error('the database is down'), { code: 'ECONNREFUSED' });
    const lane = laneOf(
      (message) => {
        if (message.payload === 'down') throw outage;
        message.deadLetter('by decision');
      },
      { maxRetries: 0, errors: { outage: ['ECONNREFUSED'] } },
    );
    expect(await lane.handle(batch('down', 'decided'))).toEqual([
      expect.objectContaining({ message: 'the database is down' }),
      expect.objectContaining({ message: 'by decision' }),
    ]);
    await lane.close();
  });

  it('an error that stops the app stops the lane at that message', async () => {
    const lane = laneOf((message) => {
      if (message.payload === 'bad') throw new CriticalError('the licence is revoked');
    });
    const results = await lane.handle(batch('a', 'bad', 'c'));
    expect(results[0]).toBe('done');
    expect(results.slice(1).map(String)).toEqual([
      expect.stringContaining('licence'),
      expect.stringContaining('licence'),
    ]);
    expect(lane.stopped?.message).toContain('licence');
  });

  it('begins no more calls when it is interrupted, and waits for the one that runs', async () => {
    const lane = laneOf(() => ending.abort());
    expect(await lane.handle(batch('a', 'b'))).toEqual(['done', 'unsent']);
    expect(handled).toEqual(['a 1']);
  });

  it('cannot seek', async () => {
    const lane = laneOf((_message, consumer) => consumer.seek('earliest' as never), {
      maxRetries: 0,
      deadLetter: 'dead',
    });
    expect(await lane.handle(batch('a'))).toEqual([
      expect.objectContaining({ message: expect.stringContaining('cannot seek') }),
    ]);
    await lane.close();
  });
});
