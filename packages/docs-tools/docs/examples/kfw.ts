import { defineApp, logListener, processTitleListener } from 'kfw';
import routes from './config/routes.js';
import { timed } from './middleware.js';

export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener()],
  middleware: [timed],
  groupMapper: (group, clientId) => `${clientId}-${group}`,
  setup({ monitor, environment }) {
    if (environment !== 'production') return;
    monitor.subscribe('consumer.failed', ({ topic, partition, attempt, error }) => {
      process.emitWarning(`${topic}[${partition}] failed ${attempt} times: ${error.message}`);
    });
  },
  initialized({ groups }) {
    if (groups.length === 0) process.emitWarning('no group is drawn');
  },
});
