import { openTelemetryListener } from '@kfw/opentelemetry';
import { defineApp, logListener, processTitleListener } from 'kfw';
import routes from '../config/routes.js';

export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener(), openTelemetryListener()],
});
