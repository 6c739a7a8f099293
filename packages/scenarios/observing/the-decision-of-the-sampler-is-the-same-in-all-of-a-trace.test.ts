/**
 * Of many requests a quarter is sampled. What follows from a request is recorded exactly if the request is: its handler's span, those
 * below it, what the handler sends, and the next handler. Messages without a trace are sampled by the batch.
 */
import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { openTelemetryListener } from '@kfw/opentelemetry';
import { trace } from '@opentelemetry/api';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { Consumer, deliver, drawRoutes, type Message, Payload, Responder, Topic, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { inTrace } from '../src/observing/in-trace.js';
import { useOpenTelemetry } from '../src/observing/use-opentelemetry.js';
import { scenario } from '../src/scenario/scenario.js';

const requests = 200;

scenario([118], 'the decision of the sampler is the same in all of a trace', async (world) => {
  const orders = await world.createTopic('orders', { partitions: 2 });
  const invoices = await world.createTopic('invoices');
  const spans = await useOpenTelemetry(world, new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.25) }));
  const handled = world.inbox<string>('invoices that are handled');

  @Topic(invoices, { schema: text() })
  class OrdersResponder extends Responder {
    respond(order: string): void {
      this.respondTo(invoices, `invoice of ${order}`);
    }
  }
  @Payload(text())
  class OrdersConsumer extends Consumer {
    async process({ payload }: Message<string>): Promise<void> {
      trace.getTracer('database').startSpan('SELECT').end();
      await this.respondWith(payload);
    }
  }
  @Payload(text())
  class InvoicesConsumer extends Consumer {
    process({ payload }: Message<string>): void {
      handled.push(payload);
    }
  }
  const { app } = await startApp(world, {
    listen: (monitor) => openTelemetryListener({ metrics: false })({ monitor, logger: silentLogger }),
    routes: drawRoutes(({ topic }) => {
      topic(orders, { consumer: OrdersConsumer, responder: OrdersResponder });
      topic(invoices, { consumer: InvoicesConsumer });
    }),
  });
  useResponders(world, app);
  const traces: string[] = [];
  for (let n = 0; n < requests; n++) traces.push(await inTrace('request', () => deliver(orders, `order ${n}`)));
  await handled.atLeast(requests);

  await spans.atLeast(`process ${invoices}`, (await spans.atLeast('request', requests / 10)).length);
  const ids = (name: string) =>
    spans
      .named(name)
      .map(({ traceId }) => traceId)
      .sort();
  const expected = ids('request');
  expect(expected.length).toBeGreaterThan(requests / 10);
  expect(expected.length).toBeLessThan(requests / 2);
  for (const name of [`send ${orders}`, `process ${orders}`, 'SELECT', `send ${invoices}`, `process ${invoices}`]) {
    expect([name, ids(name)]).toEqual([name, expected]);
  }
  // All others are carried on as well, each message in its own trace.
  const carried = (await readWithKcat(world, invoices)).map(({ headers }) => String(headers.traceparent));
  expect(carried.map((traceparent) => traceparent.slice(3, 35)).sort()).toEqual(traces.toSorted());
  const flags = carried.map((traceparent) => [traceparent.slice(3, 35), traceparent.slice(-2)]);
  expect(
    flags
      .filter(([, flag]) => flag === '01')
      .map(([id]) => id)
      .sort(),
  ).toEqual(expected);
});
