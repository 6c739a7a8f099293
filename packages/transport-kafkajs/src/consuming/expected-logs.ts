/**
 * What kafkajs logs as a failure though it is a consumer's daily life, and told by events of ours: that a group
 * rebalances, and that a topic is unknown (reported when it has gone, and as a crash when that is what it leads to).
 */
import type { LogEntry } from 'kafkajs';

const rebalancingError = 'The group is rebalancing, so a rejoin is needed';
const unknownTopicError = 'This server does not host this topic-partition';

export function isExpectedLog({ log: { message, error } }: LogEntry): boolean {
  if (message === 'The group is rebalancing, re-joining') return true;
  const isResponseTo = (request: string) => message.startsWith(`Response ${request}(`);
  if (error === rebalancingError) return ['Heartbeat', 'JoinGroup', 'SyncGroup'].some(isResponseTo);
  return error === unknownTopicError && isResponseTo('Metadata');
}
