/** The lines of `this.logger`, of an app's own logger, and of kfw about a failure name the span of their message. */
import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { openTelemetryListener } from '@kfw/opentelemetry';
import { type Batch, Consumer, deliver, drawRoutes, logListener, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { inTrace } from '../src/observing/in-trace.js';
import { useOpenTelemetry } from '../src/observing/use-opentelemetry.js';
import { scenario } from '../src/scenario/scenario.js';

type Line = Readonly<Record<string, unknown>>;

scenario([124], 'log lines of a handler carry trace and span', async (world) => {
  const orders = await world.createTopic('orders');
  const batches = await world.createTopic('batches');
  const spans = await useOpenTelemetry(world);
  const lines: Line[] = [];
  const write = (fields: object) => void lines.push({ ...fields });
  // As an app passes pino.
  const logger = { debug: write, info: write, warn: write, error: write };
  const handled = world.inbox<string>('messages that are handled');
  let fails = true;

  @Payload(text())
  class OrdersConsumer extends Consumer {
    async process({ payload }: Message<string>): Promise<void> {
      this.logger.info({ event: 'began', payload }, 'began');
      await new Promise((resolve) => setImmediate(resolve));
      this.logger.info({ event: 'awaited', payload }, 'awaited');
      const isBroken = payload === 'broken' && fails;
      fails &&= !isBroken;
      if (isBroken) throw new RangeError('broken');
      handled.push(payload);
    }
  }
  @Payload(text())
  class BatchesConsumer extends Consumer {
    consume({ messages }: Batch<string>): void {
      this.logger.info({ event: 'batch' }, 'batch');
      for (const { payload } of messages) handled.push(payload);
    }
  }
  const { app, monitor } = await startApp(world, {
    logger,
    listen: (listened) => {
      openTelemetryListener({ metrics: false })({ monitor: listened, logger: silentLogger });
      logListener({ verbose: true })({ monitor: listened, logger });
    },
    routes: drawRoutes(({ topic }) => {
      topic(orders, { consumer: OrdersConsumer, pauseMs: 10 });
      topic(batches, { consumer: BatchesConsumer });
    }),
  });
  useResponders(world, app);
  const failed = world.event(monitor, 'consumer.failed');
  const good = await inTrace('good', () => deliver(orders, 'good'));
  const broken = await inTrace('broken', () => deliver(orders, 'broken'));
  const batch = await inTrace('batch', () => deliver(batches, 'batch'));
  await handled.atLeast(3);
  await failed;

  const [ofGood, first, second] = await spans.atLeast(`process ${orders}`, 3);
  const [ofBatch] = await spans.atLeast(`process ${batches}`, 1);
  expect([ofGood, first, second, ofBatch].map((span) => span?.traceId)).toEqual([good, broken, broken, batch]);
  const idsOf = (event: string) =>
    lines.filter((line) => line.event === event).map(({ traceId, spanId }) => [traceId, spanId]);
  const each = [ofGood, first, second].map((span) => [span?.traceId, span?.spanId]);
  expect(idsOf('began')).toEqual(each);
  expect(idsOf('awaited')).toEqual(each);
  expect(idsOf('batch')).toEqual([[batch, ofBatch?.spanId]]);
  expect(idsOf('consumer.failed')).toEqual([[broken, first?.spanId]]);
  // Lines that are about no message name none.
  for (const event of ['app.running', 'partitions.assigned', 'offsets.committed']) {
    await world.until(event, async () => lines.some((line) => line.event === event) || undefined);
    expect([
      event,
      idsOf(event)
        .flat()
        .filter((id) => id !== undefined),
    ]).toEqual([event, []]);
  }
});
