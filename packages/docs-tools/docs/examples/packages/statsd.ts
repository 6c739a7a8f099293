import { statsdListener } from '@kfw/statsd';
import { defineApp, logListener, processTitleListener } from 'kfw';
import routes from '../config/routes.js';

export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener(), statsdListener({ host: 'agent.internal' })],
});
