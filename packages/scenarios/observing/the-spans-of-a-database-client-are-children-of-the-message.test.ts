/**
 * An app whose handlers ask PostgreSQL, whose client is instrumented by OpenTelemetry's own package: each query is a child of the span
 * of the message whose handler makes it, for every kind of route, also when many handlers run at once.
 */
import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { openTelemetryListener } from '@kfw/opentelemetry';
import { deliver } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { inTrace } from '../src/observing/in-trace.js';
import { startTracedApp } from '../src/observing/traced-server.js';
import { useOpenTelemetry } from '../src/observing/use-opentelemetry.js';
import { startPostgreSql } from '../src/processes/postgresql.js';
import { scenario } from '../src/scenario/scenario.js';

const perTopic = 8;

scenario(
  [117],
  'the spans of a database client are children of the message',
  async (world) => {
    const database = await startPostgreSql(world);
    const spans = await useOpenTelemetry(world);
    const byPartition = await world.createTopic('by-partition');
    const byKey = await world.createTopic('by-key');
    const inTransactions = await world.createTopic('in-transactions');
    const topics = [byPartition, byKey, inTransactions];
    const server = await startTracedApp(world, {
      service: 'billing',
      protocol: 'http',
      url: `${spans.receiver.httpUrl}/v1/traces`,
      instrumentations: {
        imports: `import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';`,
        list: 'new PgInstrumentation()',
      },
      files: {
        'config/routes.ts': `
import { drawRoutes } from 'kfw';
import { OrdersConsumer } from '../app/consumers/orders-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('billing', (group) => {
    group.topic('${byPartition}', { consumer: OrdersConsumer });
    group.topic('${byKey}', { consumer: OrdersConsumer, orderedBy: 'key', maxConcurrentCalls: 8 });
    group.topic('${inTransactions}', { consumer: OrdersConsumer, transactional: true });
  });
});
`,
        'app/consumers/orders-consumer.ts': `
import { type Message, Payload, text } from 'kfw';
import pg from 'pg';
import { ApplicationConsumer } from './application-consumer.js';

const pool = new pg.Pool(${JSON.stringify({ ...database.address, max: 4 })});

@Payload(text())
export class OrdersConsumer extends ApplicationConsumer {
  async process({ payload }: Message<string>): Promise<void> {
    const { rows } = await pool.query('select pg_sleep(0.02), $1::text as payload', [payload]);
    this.logger.info({ event: 'handled', payload: rows[0].payload }, 'handled');
  }
}
`,
      },
    });
    const listen: NonNullable<Parameters<typeof idleApp>[1]>['listen'] = (monitor) =>
      openTelemetryListener({ metrics: false })({ monitor, logger: silentLogger });
    useResponders(world, await idleApp(world, { listen }));
    const traces = await Promise.all(
      topics.flatMap((topic) =>
        Array.from({ length: perTopic }, (_none, n) =>
          inTrace(`request ${topic} ${n}`, () => deliver(topic, `${topic} ${n}`, { key: `${n}` })),
        ),
      ),
    );

    const queries = await spans.atLeast('pg.query:SELECT postgres', topics.length * perTopic);
    const processes = (await Promise.all(topics.map((topic) => spans.atLeast(`process ${topic}`, perTopic)))).flat();
    const parents = queries.map((query) => processes.find((span) => span.spanId === query.parentSpanId));
    // Each message has one query, and each query is of the trace of its message.
    expect(new Set(parents.map((parent) => parent?.spanId)).size).toBe(topics.length * perTopic);
    expect(queries.map(({ traceId }) => traceId)).toEqual(parents.map((parent) => parent?.traceId));
    expect(queries.map(({ traceId }) => traceId).toSorted()).toEqual(traces.toSorted());
    // So do the lines that the handlers write.
    const lines = await server.log.atLeast(topics.length * perTopic);
    const handled = lines.filter(({ event }) => event === 'handled');
    expect(handled.map(({ traceId }) => traceId).toSorted()).toEqual(traces.toSorted());
  },
  { timeoutMs: 120_000 },
);
