/**
 * A browser's request, its HTTP handler in the test process, and two consumers in processes of their own. Their spans come over
 * OTLP, those of the second consumer over gRPC, and make one tree, which is printed.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { openTelemetryListener } from '@kfw/opentelemetry';
import type { World } from '@kfw/test-cluster';
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { json, Responder, Topic } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { drawTrace, traceOf } from '../src/observing/draw-trace.js';
import { startTracedServer } from '../src/observing/traced-server.js';
import { useOpenTelemetry } from '../src/observing/use-opentelemetry.js';
import { scenario } from '../src/scenario/scenario.js';

/** As an instrumentation of HTTP servers does it. */
async function serveHttp(world: World, handle: () => Promise<unknown>): Promise<string> {
  const http = createServer((request, response) => {
    const from = propagation.extract(ROOT_CONTEXT, request.headers);
    void context.with(from, () =>
      trace.getTracer('http').startActiveSpan('POST /orders', { kind: SpanKind.SERVER }, async (span) => {
        await handle();
        response.end();
        span.end();
      }),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  world.after(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/orders`;
}

scenario(
  [115],
  'one trace goes from an HTTP handler through two consumers',
  async (world) => {
    const orders = await world.createTopic('orders');
    const invoices = await world.createTopic('invoices');
    const spans = await useOpenTelemetry(world);
    const { receiver } = spans;
    const undici = new UndiciInstrumentation();
    world.after(() => undici.disable());
    const servers = await Promise.all([
      startTracedServer(world, {
        service: 'billing',
        from: orders,
        to: invoices,
        protocol: 'http',
        url: `${receiver.httpUrl}/v1/traces`,
      }),
      startTracedServer(world, { service: 'mails', from: invoices, protocol: 'grpc', url: receiver.grpcUrl }),
    ]);

    @Topic(orders, { schema: json<{ id: number }>() })
    class OrdersResponder extends Responder {
      respond(order: { id: number }): void {
        this.respondTo(orders, order, { key: String(order.id) });
      }
    }
    const app = await idleApp(world, {
      listen: (monitor) => openTelemetryListener({ metrics: false })({ monitor, logger: silentLogger }),
    });
    useResponders(world, app);
    const url = await serveHttp(world, () => OrdersResponder.call({ id: 7 }));
    await (await fetch(url, { method: 'POST' })).text();
    const [last] = await spans.atLeast(`process ${invoices}`, 1);
    await spans.atLeast(`process ${orders}`, 1);
    await spans.atLeast('POST', 1);

    const traceId = last?.traceId ?? '';
    const ofTrace = traceOf(receiver.spans, traceId);
    const byName = new Map(ofTrace.map((span) => [span.name, span]));
    const chain = [
      ['POST', 'client', 'web'],
      ['POST /orders', 'server', 'web'],
      [`send ${orders}`, 'producer', 'web'],
      [`process ${orders}`, 'consumer', 'billing'],
      [`send ${invoices}`, 'producer', 'billing'],
      [`process ${invoices}`, 'consumer', 'mails'],
    ];
    expect(ofTrace).toHaveLength(chain.length);
    const named = chain.map(([name = '']) => byName.get(name));
    expect(named.map((span) => [span?.name, span?.kind, span?.resource['service.name']])).toEqual(chain);
    expect(named.map((span) => span?.parentSpanId)).toEqual(['', ...named.slice(0, -1).map((span) => span?.spanId)]);
    expect(receiver.protocols).toEqual(new Set(['http/json', 'grpc']));
    // Each message links to the poll that brought it, which is a trace of its own.
    const polls = spans.named(`poll ${orders}`);
    expect(byName.get(`process ${orders}`)?.links.map(({ spanId }) => spanId)).toEqual([polls[0]?.spanId]);
    // The handlers' own lines name the span in which they were written.
    const lines = await Promise.all(servers.map((server) => server.logged('handled')));
    expect(lines.map((line) => [line.traceId, line.spanId])).toEqual(
      [orders, invoices].map((topic) => [traceId, byName.get(`process ${topic}`)?.spanId]),
    );
    process.stdout.write(`${drawTrace(ofTrace)}\n`);
  },
  { timeoutMs: 120_000 },
);
