import { createServer } from 'node:http';
import { collectMetrics, metricsListener } from '@kfw/metrics';
import { defineApp, logListener, monitor, processTitleListener } from 'kfw';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import routes from './config/routes.js';

// #region boot
export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener(), metricsListener()],
});
// #endregion

// #region registry
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

export const signUps = new Counter({
  name: 'shop_sign_ups_total',
  help: 'Users who signed up.',
  registers: [registry],
});

export const withOwnMetrics = defineApp({
  routes,
  listeners: [logListener(), processTitleListener(), metricsListener({ registry })],
});
// #endregion

// #region service
/** A web service that only sends messages. Its `/metrics` has what kfw measures there. */
const metrics = collectMetrics(monitor);

export const service = createServer(async (request, response) => {
  if (request.url !== '/metrics') return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': metrics.contentType });
  return response.end(await metrics.metrics());
});
// #endregion
