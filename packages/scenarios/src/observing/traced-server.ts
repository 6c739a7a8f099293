/** `kfw server` in a process of its own, with OpenTelemetry, whose consumer answers to the next topic by a responder. */
import { makeAppFolder, type Spawned, type World } from '@kfw/test-cluster';

export interface TracedAppOptions {
  /** The name of its service and of its group. */
  readonly service: string;
  readonly protocol: 'http' | 'grpc';
  readonly url: string;
  /** Its routes and classes, by their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** Imports of its `instrumentation.ts`, and what it registers. */
  readonly instrumentations?: { readonly imports: string; readonly list: string };
}

/** `kfw server` of an app that sets OpenTelemetry up as the guide does. Resolves when it runs. */
export async function startTracedApp(world: World, options: TracedAppOptions): Promise<Spawned> {
  const { service, protocol, url, files, instrumentations = { imports: '', list: '' } } = options;
  const app = await makeAppFolder(world, {
    files: {
      'instrumentation.ts': `
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-${protocol}';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
${instrumentations.imports}

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(
  new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': '${service}' }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: '${url}' }), scheduledDelayMillis: 100 }),
    ],
  }),
);
registerInstrumentations({ instrumentations: [${instrumentations.list}] });
`,
      'kfw.ts': `
import './instrumentation.js';
import { openTelemetryListener } from '@kfw/opentelemetry';
import { defineApp, logListener } from 'kfw';
import routes from './config/routes.js';

export default defineApp({ routes, listeners: [openTelemetryListener(), logListener()] });
`,
      ...files,
    },
  });
  const server = app.kfw(['server']);
  const ended = server.ended.then((code) => {
    throw new Error(`${service} ended with ${code}: ${server.errorLines.items.slice(0, 20).join('\n')}`);
  });
  await Promise.race([server.logged('app.running'), ended]);
  return server;
}

export interface TracedServerOptions extends Omit<TracedAppOptions, 'files' | 'instrumentations'> {
  readonly from: string;
  /** Without it the consumer only logs. */
  readonly to?: string;
}

/** A consumer that answers to the next topic by its responder. */
export async function startTracedServer(world: World, options: TracedServerOptions): Promise<Spawned> {
  const { service, from, to } = options;
  return startTracedApp(world, {
    ...options,
    files: {
      'config/routes.ts': `
import { drawRoutes } from 'kfw';
import { HopConsumer } from '../app/consumers/hop-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('${service}', (group) => group.topic('${from}', { consumer: HopConsumer }));
});
`,
      'app/consumers/hop-consumer.ts': `
import { json, type Message, Payload } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(json<{ id: number }>())
export class HopConsumer extends ApplicationConsumer {
  async process({ payload }: Message<{ id: number }>): Promise<void> {
    this.logger.info({ event: 'handled', id: payload.id }, 'handled');
    ${to === undefined ? '' : 'await this.respondWith(payload);'}
  }
}
`,
      ...(to !== undefined && {
        'app/responders/hop-responder.ts': `
import { json, Responder, Topic } from 'kfw';

@Topic('${to}', { schema: json<{ id: number }>() })
export class HopResponder extends Responder<{ '${to}': { id: number } }> {
  respond(input: { id: number }): void {
    this.respondTo('${to}', input, { key: String(input.id) });
  }
}
`,
      }),
    },
  });
}
