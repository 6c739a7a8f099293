/**
 * Starts OpenTelemetry, before kfw.ts imports anything else. The variables OTEL_* configure it: OTEL_EXPORTER_OTLP_ENDPOINT,
 * OTEL_TRACES_SAMPLER and the others of the SDK. With none of them set, nothing starts and nothing is sent.
 */
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({
  ...(process.env.OTEL_SERVICE_NAME === undefined && { serviceName: '{{name}}' }),
  // Such as new UndiciInstrumentation() of @opentelemetry/instrumentation-undici. Those of packages that are imported, such as
  // pg, need this file before all others: NODE_OPTIONS='--import ./dist/instrumentation.js'.
  instrumentations: [],
});
const isStarted = Object.keys(process.env).some((name) => name.startsWith('OTEL_'));
if (isStarted) sdk.start();

/** Sends what is left. */
export async function stopInstrumentation(): Promise<void> {
  if (isStarted) await sdk.shutdown();
}
