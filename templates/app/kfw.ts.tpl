/** The boot file: the parts of this app. `npx kfw server` runs it. */
{{firstImports}}{{packageImports}}import { defineApp, logListener, processTitleListener } from 'kfw';
import routes from './config/routes.js';
import topics from './config/topics.js';
{{fileImports}}
export default defineApp({
  routes,
  topics,
  listeners: {{listeners}},
  setup({ monitor }) {
    // Runs before anything connects. Subscribe to events of kfw here.
    monitor.subscribe('app.initialized', ({ groups }) => {
      if (groups.length === 0) process.emitWarning('config/routes.ts names no group: nothing will be consumed');
    });
  },
{{closing}}});
