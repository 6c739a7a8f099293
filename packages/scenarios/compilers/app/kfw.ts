/** Sends one event as soon as its groups run, and prints the actions of its classes to standard output. */
import { defineApp } from 'kfw';
import { SignupsResponder } from './app/responders/signups-responder.js';
import { trace } from './app/trace.js';
import routes from './config/routes.js';

export default defineApp({
  routes,
  setup({ monitor }) {
    monitor.subscribe('app.running', () => {
      SignupsResponder.call({ name: 'Ada' }).then((report) => trace('signups', `sent ${Object.keys(report).length}`));
    });
  },
});
