export {
  type ConsumerForOptions,
  consumerFor,
  type DeliverOptions,
  type TestConsumer,
  type TestRun,
} from './consumer-for.js';
export { clearSentMessages, type SentMessage, sentMessages } from './sent-messages.js';
