/**
 * A message that fails is retried, goes to its retry topic and to the dead letters, and is replayed by another process. All of it is
 * one trace, for every kind of route: partition by partition, key by key, and in transactions.
 */
import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { openTelemetryListener } from '@kfw/opentelemetry';
import { createTopic } from '@kfw/test-cluster';
import { Consumer, deliver, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { drawTrace, traceOf } from '../src/observing/draw-trace.js';
import { inTrace } from '../src/observing/in-trace.js';
import { useOpenTelemetry } from '../src/observing/use-opentelemetry.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const kinds = {
  partition: {},
  key: { orderedBy: 'key' },
  transaction: { transactional: true },
  delayed: { retryTopics: ['1s'], maxRetries: 0 },
} as const;

scenario(
  [116],
  'a retry, a dead letter and a replay stay in the trace',
  async (world) => {
    const spans = await useOpenTelemetry(world);
    const port = Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1));
    const topics = Object.fromEntries(
      await Promise.all(Object.keys(kinds).map(async (kind) => [kind, await world.createTopic(kind)] as const)),
    );
    const deadLetters = await world.createTopic('dead-letters');
    const clientId = world.name('shop');
    const retryTopic = `${topics.delayed}.${clientId}_app.retry-1s`;
    await createTopic(port, { name: retryTopic, partitions: 1, replication: -1, settings: {} });
    let isBroken = true;
    const handled = world.inbox<string>('messages that are handled');

    @Payload(text())
    class Orders extends Consumer {
      process({ payload }: Message<string>): void {
        if (isBroken) throw new RangeError('broken');
        handled.push(payload);
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      listen: (listened) => openTelemetryListener({ metrics: false })({ monitor: listened, logger: silentLogger }),
      routes: drawRoutes(({ defaults, topic }) => {
        defaults({ deadLetter: deadLetters, maxRetries: 1, pauseMs: 10 });
        for (const [kind, options] of Object.entries(kinds))
          topic(topics[kind] ?? '', { consumer: Orders, ...options });
      }),
    });
    useResponders(world, app);
    const dead = world.events(monitor, 'message.deadLettered');
    const traces: Record<string, string> = {};
    for (const [kind, topic] of Object.entries(topics)) {
      traces[kind] = await inTrace(`request ${kind}`, () => deliver(topic, kind, { key: '7' }));
    }
    await dead.atLeast(4);
    isBroken = false;
    const { code, errors } = await runKfw(world, ['dlq', 'replay', deadLetters, '--execute']);
    expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
    await handled.atLeast(4);

    for (const [kind, topic] of Object.entries(topics)) {
      const isDelayed = kind === 'delayed';
      const processes = await spans.atLeast(`process ${topic}`, isDelayed ? 2 : 3);
      const failed = isDelayed
        ? [...processes.slice(0, 1), ...(await spans.atLeast(`process ${retryTopic}`, 1))]
        : processes.slice(0, 2);
      const replayed = processes.at(-1);
      const all = [...failed, replayed];
      expect([kind, all.map((span) => span?.traceId)]).toEqual([kind, all.map(() => traces[kind])]);
      expect(all.map((span) => span?.events.map(({ name }) => name))).toEqual([
        ['exception', isDelayed ? 'kfw.retry_topic' : 'kfw.retry'],
        ['exception', 'kfw.dead_letter'],
        [],
      ]);
      const [first, second] = failed;
      expect(second?.attributes).toMatchObject({ 'kfw.attempt': 2, 'error.type': 'RangeError' });
      expect(second?.events[1]?.attributes['kfw.topic']).toBe(deadLetters);
      const [sent] = spans.named(`send ${topic}`);
      expect(first?.parentSpanId).toBe(sent?.spanId);
      // A retry in its topic is below the same span, one in a retry topic below the failure; the replay is below the last failure.
      expect(second?.parentSpanId).toBe(isDelayed ? first?.spanId : sent?.spanId);
      expect(replayed?.parentSpanId).toBe(second?.spanId);
      process.stdout.write(`${kind}:\n${drawTrace(traceOf(spans.receiver.spans, traces[kind] ?? ''))}\n`);
    }
    // Dead letters are sent within the span of the failure; those of a transactional route with its transaction.
    const letters = spans.named(`send ${deadLetters}`);
    expect(
      letters.map(({ parentSpanId }) => spans.receiver.spans.find((span) => span.spanId === parentSpanId)?.name).sort(),
    ).toEqual([`process ${topics.key}`, `process ${topics.partition}`, `process ${retryTopic}`].sort());
  },
  { timeoutMs: 120_000 },
);
