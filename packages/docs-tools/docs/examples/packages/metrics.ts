import { metricsListener } from '@kfw/metrics';
import { defineApp, logListener, processTitleListener } from 'kfw';
import routes from '../config/routes.js';

export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener(), metricsListener()],
});
