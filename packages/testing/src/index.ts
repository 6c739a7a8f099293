/** What tests of an app import from `@kfw/testing`. */
export { type ConsumerForOptions, consumerFor } from './consumer-for.js';
export type { DeliverOptions } from './deliver-options.js';
export type { TestConsumer, TestRun } from './lane-consumer.js';
export { clearSentMessages, type SentMessage, sentMessages } from './sent-messages.js';
export { startCluster, type TestCluster } from './start-cluster.js';
