/** Messages of several requests that wait in a topic become one batch: it has one span, and a link to each of their traces. */
import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { openTelemetryListener } from '@kfw/opentelemetry';
import { type Batch, Consumer, deliver, drawRoutes, Payload, text } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { inTrace } from '../src/observing/in-trace.js';
import { useOpenTelemetry } from '../src/observing/use-opentelemetry.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([116], 'the span of a batch links to the traces of its messages', async (world) => {
  const orders = await world.createTopic('orders');
  const single = await world.createTopic('single');
  const spans = await useOpenTelemetry(world);
  const listen = (monitor: Parameters<ReturnType<typeof openTelemetryListener>>[0]['monitor']) =>
    openTelemetryListener({ metrics: false })({ monitor, logger: silentLogger });
  useResponders(world, await idleApp(world, { listen }));

  const traces: string[] = [];
  for (const n of [1, 2, 3]) traces.push(await inTrace(`request ${n}`, () => deliver(orders, `order ${n}`)));
  await inTrace('request 4', () => deliver([1, 2].map((n) => ({ topic: orders, payload: `more ${n}` }))));
  await deliver(orders, 'of no request', { headers: { traceparent: 'broken' } });
  const ofOne = await inTrace('request 5', () => deliver([1, 2, 3].map((n) => ({ topic: single, payload: `${n}` }))));

  const batches = world.inbox<number>('batches');
  @Payload(text())
  class Batches extends Consumer {
    consume({ size }: Batch<string>): void {
      batches.push(size);
    }
  }
  await startApp(world, {
    listen,
    routes: drawRoutes(({ topic }) => {
      topic(orders, { consumer: Batches });
      topic(single, { consumer: Batches });
    }),
  });
  await batches.atLeast(2);

  const [batch] = await spans.atLeast(`process ${orders}`, 1);
  const [poll] = await spans.atLeast(`poll ${orders}`, 1);
  expect(batch?.attributes['messaging.batch.message_count']).toBe(6);
  expect([batch?.kind, poll?.kind, batch?.parentSpanId]).toEqual(['consumer', 'client', poll?.spanId]);
  // One for the two messages of the fourth request, none for the message without a readable trace.
  const sends = await spans.atLeast(`send ${orders}`, 5);
  expect(batch?.links.map((link) => link.traceId)).toEqual([...traces, sends[3]?.traceId]);
  expect(batch?.links.map((link) => link.spanId)).toEqual(sends.slice(0, 4).map((send) => send.spanId));

  // A batch of one request is a part of it.
  const [joined] = await spans.atLeast(`process ${single}`, 1);
  const [sent] = await spans.atLeast(`send ${single}`, 1);
  expect([joined?.traceId, joined?.parentSpanId]).toEqual([ofOne, sent?.spanId]);
});
