/** StatsD and Datadog metrics of a kfw app. */
export { statsdListener } from './statsd-listener.js';
