import { defineApp, type ProduceMiddleware } from 'kfw';
import routes from './config/routes.js';

// #region middleware
/** Adds the tenant to each message, and measures how long the delivery took. */
export const accounted: ProduceMiddleware = async ({ responder = 'deliver', messages }, next) => {
  const startedAt = performance.now();
  for (const { headers } of messages) headers.tenant ??= 'shop';
  const delivered = await next();
  process.stderr.write(`${responder}: ${delivered.length} in ${performance.now() - startedAt} ms\n`);
  return delivered;
};
// #endregion

// #region app
export default defineApp({
  routes,
  produceMiddleware: [accounted],
  propagatedHeaders: ['traceparent', 'tracestate', 'baggage', 'correlation-id', 'tenant'],
});
// #endregion
