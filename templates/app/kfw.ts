/** The boot file: what this app is made of. `npx kfw server` runs it. */
import { defineApp, logListener, processTitleListener } from 'kfw';
import routes from './config/routes.js';

export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener()],
  setup({ monitor }) {
    // Runs before anything connects. Every event of the framework can be subscribed to here.
    monitor.subscribe('app.initialized', ({ groups }) => {
      if (groups.length === 0) process.emitWarning('config/routes.ts names no group: nothing will be consumed');
    });
  },
});
