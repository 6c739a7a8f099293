import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, type Monitor, Payload, Responder, Topic, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { sumsBy, tally } from '../src/observing/measured.js';
import { isJudged, longestAgeMs, OutcomeChecker, ordersOf, UnwantedError } from '../src/observing/outcome-checker.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = 2;
const orders = ordersOf(210);

/** A topic of a group, and its checker. */
interface Checked {
  readonly labels: { readonly group: string; readonly topic: string; readonly consumer: string };
  readonly checker: OutcomeChecker;
}

scenario(
  [111],
  'counters agree with what a checker counted: consumed, failed, retried, dead-lettered, skipped, expired; with process, consume, keys, retry topics and transactions',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions });
    const copies = await world.createTopic('copies');
    const deadLetters = await world.createTopic('dead-letters');
    const clientId = world.name('shop');
    const consumers = {
      each: 'Each',
      batch: 'InBatches',
      keys: 'Each',
      'keyed-batch': 'InBatches',
      transactional: 'Copier',
      delayed: 'Each',
    };
    const checked = Object.entries(consumers).flatMap(([name, consumer]): Checked[] => {
      const group = `${clientId}_${name}`;
      const checker = new OutcomeChecker(orders, name === 'delayed' ? 'to a retry topic' : 'in place');
      const source = { labels: { group, topic, consumer }, checker };
      if (name !== 'delayed') return [source];
      const retryTopic = `${topic}.${group}.retry-1s`;
      return [source, { labels: { group, topic: retryTopic, consumer }, checker: checker.ofRetryTopic() }];
    });
    const checkerOf = (group: string, of: string) =>
      checked.find(({ labels }) => labels.group === group && labels.topic === of)?.checker;
    const handle = (group: string, message: Message<string>) => checkerOf(group, message.topic)?.handle(message);

    @Payload(text())
    class Each extends Consumer {
      process(message: Message<string>): void {
        handle(this.group, message);
      }
    }
    @Payload(text())
    class InBatches extends Consumer {
      consume(batch: Batch<string>): void {
        for (const message of batch) {
          handle(this.group, message);
          if (!isJudged(message.payload)) this.markAsConsumed(message);
        }
      }
    }
    @Topic(copies, { schema: text() })
    class CopiesResponder extends Responder {
      respond(copied: string): void {
        this.respondTo(copies, copied);
      }
    }
    @Payload(text())
    class Copier extends Consumer {
      async process(message: Message<string>): Promise<void> {
        handle(this.group, message);
        if (!isJudged(message.payload)) await this.respondWith(message.payload);
      }
    }
    const { app, monitor, stop } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ defaults, consumerGroup }) => {
        defaults({
          deadLetter: deadLetters,
          maxRetries: 1,
          pauseMs: 1,
          maxMessages: 9,
          maxAgeMs: longestAgeMs,
          errors: { skip: [UnwantedError] },
        });
        consumerGroup('each', (group) => group.topic(topic, { consumer: Each }));
        consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches }));
        consumerGroup('keys', (group) => group.topic(topic, { consumer: Each, orderedBy: 'key' }));
        consumerGroup('keyed-batch', (group) => group.topic(topic, { consumer: InBatches, orderedBy: 'key' }));
        consumerGroup('transactional', (group) =>
          group.topic(topic, { consumer: Copier, responder: CopiesResponder, transactional: true }),
        );
        consumerGroup('delayed', (group) => group.topic(topic, { consumer: Each, retryTopics: ['1s'], maxRetries: 0 }));
      }),
    });
    await app.producer.deliver(
      orders.map(({ key, text: value, timestamp }, number) => ({
        topic,
        key: Buffer.from(key),
        value: Buffer.from(value),
        headers: {},
        partition: number % partitions,
        ...(timestamp !== undefined && { timestamp }),
      })),
    );
    for (const { labels, checker } of checked) {
      await world.until(`the offsets of ${labels.group} in ${labels.topic}`, async () => {
        const committed = await app.admin.groupOffsets(labels.group, [labels.topic]);
        const sum = committed.reduce((total, { offset }) => total + Math.max(0, offset ?? 0), 0);
        return sum === checker.count ? true : undefined;
      });
    }
    for (const each of checked) agree(monitor, each);
    expect(await stop()).toBe(0);
    for (const each of checked) agree(monitor, each);
    const outcomes = checked.map(({ checker }) => Object.keys(checker.messages).sort());
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill(['consumed', 'deadLettered', 'expired', 'skipped']));
    expect(outcomes.slice(5)).toEqual([
      ['consumed', 'deadLettered', 'expired', 'retryScheduled', 'skipped'],
      ['consumed', 'deadLettered'],
    ]);
    // The same records with the same outcomes.
    const bytes = checked.slice(0, 5).map(({ labels }) => bytesOf(monitor, labels));
    expect(bytes).toEqual(Array(5).fill(bytes[0]));

    // What is in the topics, as another client reads it.
    const copied = await readWithKcat(world, copies);
    const consumed = checkerOf(`${clientId}_transactional`, topic)?.consumed;
    expect(copied.map(({ value }) => value).sort()).toEqual(consumed?.sort());
    const letters = await readWithKcat(world, deadLetters);
    const counted = tally(
      checked.flatMap(({ labels: { group }, checker }) =>
        Object.entries(checker.deadLetters).map(([error, count]) => [`${group} ${error}`, count] as const),
      ),
    );
    const found = letters.map(({ headers }) => [headers['kfw-source-group'], headers['kfw-error-class'] ?? 'verdict']);
    expect(tally(found.map((names) => [names.join(' '), 1]))).toEqual(counted);
  },
);

function bytesOf(monitor: Monitor, labels: Checked['labels']): Record<string, number> {
  return sumsBy(monitor, 'kfw_consumer_bytes_total', labels, ['outcome']);
}

function agree(monitor: Monitor, { labels, checker }: Checked): void {
  const { messages, failures, deadLetters, skips } = checker;
  expect({
    labels,
    messages: sumsBy(monitor, 'kfw_consumer_messages_total', labels, ['outcome']),
    failures: sumsBy(monitor, 'kfw_consumer_failures_total', labels, ['error', 'decision']),
    deadLetters: sumsBy(monitor, 'kfw_dead_letters_total', labels, ['error']),
    skips: sumsBy(monitor, 'kfw_consumer_skips_total', labels, ['error']),
  }).toEqual({ labels, messages, failures, deadLetters, skips });
  const bytes = bytesOf(monitor, labels);
  expect(Object.keys(bytes).sort()).toEqual(Object.keys(messages).sort());
  for (const [outcome, sum] of Object.entries(bytes)) {
    const [least, most] = checker.bytesBetween(outcome);
    expect(sum).toBeGreaterThanOrEqual(least);
    expect(sum).toBeLessThanOrEqual(most);
  }
}
