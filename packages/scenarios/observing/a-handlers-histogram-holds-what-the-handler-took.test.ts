import { setTimeout as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { seriesOf } from '../src/observing/measured.js';
import { scenario } from '../src/scenario/scenario.js';

const workMs = 30;
const texts = ['a', 'b', 'failing', 'c', 'd', 'e'];

interface Call {
  readonly group: string;
  readonly messages: number;
  readonly seconds: number;
}

scenario(
  [113],
  'a histogram of handler calls holds what they took, those that failed included; with batches, process and keys alike',
  async (world) => {
    const topic = await world.createTopic('orders');
    const clientId = world.name('shop');
    const calls = world.inbox<Call>('calls');

    /** A handler's own clock, around the work of its call. */
    const timed = async (group: string, messages: readonly Message<string>[], each: () => Promise<void>) => {
      const startedAt = performance.now();
      try {
        for (const { payload, attempt } of messages) {
          await each();
          if (payload === 'failing' && attempt === 1) throw new Error('not yet');
        }
      } finally {
        calls.push({ group, messages: messages.length, seconds: (performance.now() - startedAt) / 1_000 });
      }
    };

    @Payload(text())
    class InBatches extends Consumer {
      consume({ messages }: Batch<string>): Promise<void> {
        return timed(this.group, messages, () => work(workMs));
      }
    }
    @Payload(text())
    class Each extends Consumer {
      process(message: Message<string>): Promise<void> {
        return timed(this.group, [message], () => work(workMs));
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ defaults, consumerGroup }) => {
        defaults({ pauseMs: 1 });
        consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches, maxMessages: 3 }));
        consumerGroup('one', (group) => group.topic(topic, { consumer: Each, maxMessages: 1 }));
        consumerGroup('run', (group) => group.topic(topic, { consumer: Each, maxMessages: 100, maxWaitMs: 2_000 }));
        consumerGroup('keys', (group) =>
          group.topic(topic, { consumer: Each, orderedBy: ({ payload }: Message<string>) => payload }),
        );
      }),
    });
    const observed: Call[] = [];
    monitor.measurements.onObservation(({ name, labels }, seconds) => {
      if (name === 'kfw_consumer_handler_seconds')
        observed.push({ group: labels['group'] ?? '', messages: 0, seconds });
    });
    const startedAt = performance.now();
    await deliverTexts(app, topic, texts, { key: 'one', partition: 0 });
    for (const name of ['batch', 'one', 'run', 'keys']) {
      await world.until(`the offset of ${name}`, async () => {
        const [committed] = await app.admin.groupOffsets(`${clientId}_${name}`, [topic]);
        return committed?.offset === texts.length ? true : undefined;
      });
    }
    const elapsedSeconds = (performance.now() - startedAt) / 1_000;

    const measuredOf = (name: string) => {
      const group = `${clientId}_${name}`;
      const own = calls.items.filter((call) => call.group === group);
      const single = observed.filter((call) => call.group === group).map(({ seconds }) => seconds);
      const [series] = seriesOf(monitor, 'kfw_consumer_handler_seconds', { group });
      const distribution = series?.distribution;
      const sum = own.reduce((total, { seconds }) => total + seconds, 0);
      expect(distribution?.count).toBe(single.length);
      expect(distribution?.sum).toBeCloseTo(
        single.reduce((total, seconds) => total + seconds, 0),
        6,
      );
      // No less than the handlers say, and no more than there was, for each of the calls that ran at once.
      expect(distribution?.sum).toBeGreaterThanOrEqual(sum);
      for (const seconds of single) expect(seconds).toBeLessThanOrEqual(elapsedSeconds);
      // Below 25 ms, the bound before what a message takes, is nothing.
      expect(distribution?.counts.slice(0, 7).every((count) => count === 0)).toBe(true);
      const [batches] = seriesOf(monitor, 'kfw_consumer_batch_messages', { group });
      expect(batches?.distribution?.count).toBe(distribution?.count);
      return { own, single, calls: distribution?.count, messages: batches?.distribution?.sum };
    };

    // Each call has a message of its own, the failed one two.
    for (const name of ['one', 'keys']) {
      const { own, single, ...counts } = measuredOf(name);
      expect(counts).toEqual({ calls: texts.length + 1, messages: texts.length + 1 });
      // Calls of different keys end in any order.
      if (name === 'one') expectNoLess(single, own);
    }
    const batch = measuredOf('batch');
    expect(batch.calls).toBe(batch.own.length);
    expect(batch.messages).toBe(batch.own.reduce((sum, { messages }) => sum + messages, 0));
    expectNoLess(batch.single, batch.own);
    // A run over several messages is one call, which fails at the third and continues there.
    const run = measuredOf('run');
    expect(run.own).toHaveLength(texts.length + 1);
    expect([run.calls, run.messages]).toEqual([2, texts.length + 4]);
    expect(run.single[0]).toBeGreaterThanOrEqual(run.own.slice(0, 3).reduce((sum, { seconds }) => sum + seconds, 0));
  },
);

/** Each observation holds what its handler measured. */
function expectNoLess(observed: readonly number[], calls: readonly Call[]): void {
  expect(observed).toHaveLength(calls.length);
  for (const [at, { seconds }] of calls.entries()) expect(observed[at]).toBeGreaterThanOrEqual(seconds);
}
