import { statsdListener } from '@kfw/statsd';
import { type AppDefinition, defineApp, logListener, processTitleListener } from 'kfw';
import routes from './config/routes.js';

// #region boot
export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener(), statsdListener()],
});
// #endregion

const defined = (listener: ReturnType<typeof statsdListener>): AppDefinition =>
  defineApp({ routes, listeners: [logListener(), listener] });

// #region fewer
export const fewer = statsdListener({
  withoutLabels: ['broker', 'consumer'],
  filter: (name) => !['kfw.request', 'kfw.request.errors', 'kfw.process.start_time'].includes(name),
});
// #endregion

// #region plain
export const plain = statsdListener({
  tags: 'none',
  host: 'graphite.internal',
  prefix: `shop.${process.env.HOSTNAME ?? 'local'}`,
});
// #endregion

export const apps = [fewer, plain].map(defined);
