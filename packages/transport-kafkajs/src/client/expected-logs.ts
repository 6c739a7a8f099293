/** The entries of kafkajs's log that the user need not see: retried, or reported as events or errors of our own. */
import type { IsExpected } from './log-events.js';

const rebalancingError = 'The group is rebalancing, so a rejoin is needed';
const unknownTopicError = 'This server does not host this topic-partition';

/**
 * Of a consumer: that its group rebalances, and that a topic is unknown, which is reported when the topic was deleted, and
 * as a crash when it leads to one.
 */
export const isExpectedOfConsumer: IsExpected = ({ log: { message, error } }) => {
  if (message === 'The group is rebalancing, re-joining') return true;
  const isResponseTo = (request: string) => message.startsWith(`Response ${request}(`);
  if (error === rebalancingError) return ['Heartbeat', 'JoinGroup', 'SyncGroup'].some(isResponseTo);
  return error === unknownTopicError && isResponseTo('Metadata');
};

/** Of a sink: refused producer ids are retried, configurations are optional, and results report the rest. */
export const isExpectedOfSink: IsExpected = ({ log: { message } }) =>
  message.startsWith('Response InitProducerId') || message.startsWith('Response DescribeConfigs');

/** Of transactions: errors in responses are retried, or thrown. */
export const isExpectedOfTransactions: IsExpected = ({ log: { message } }) => message.startsWith('Response ');
