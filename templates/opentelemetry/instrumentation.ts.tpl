/**
 * Starts OpenTelemetry, before kfw.ts imports anything else. The variables OTEL_* configure it: OTEL_EXPORTER_OTLP_ENDPOINT,
 * OTEL_TRACES_SAMPLER and the others of the SDK. With none of them set, nothing starts and nothing is sent.
 */
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({
  ...(process.env.OTEL_SERVICE_NAME === undefined && { serviceName: '{{name}}' }),
  // Such as new UndiciInstrumentation() of @opentelemetry/instrumentation-undici, or new PgInstrumentation() of
  // @opentelemetry/instrumentation-pg. Packages that are ES modules need a loader hook: docs/guides/opentelemetry.md of kfw.
  instrumentations: [],
});
const isStarted = Object.keys(process.env).some((name) => name.startsWith('OTEL_'));
if (isStarted) sdk.start();

/** Sends what is left. */
export async function stopInstrumentation(): Promise<void> {
  if (isStarted) await sdk.shutdown();
}
