/** StatsD and Datadog metrics of a kfw app. */
export { statsdListener } from './statsd-listener.js';
export type { OptionalLabel, StatsdListenerOptions } from './statsd-options.js';
