/**
 * What kafkajs logs as a failure though it is a consumer's daily life, and told by events of ours: that a group
 * rebalances, and that a topic is unknown (reported when it has gone, and as a crash when that is what it leads to).
 */
import type { LogEntry } from 'kafkajs';

const rebalancing = 'The group is rebalancing, so a rejoin is needed';
const unknownTopic = 'This server does not host this topic-partition';

export function isRoutine({ log: { message, error } }: LogEntry): boolean {
  if (message === 'The group is rebalancing, re-joining') return true;
  const answers = (request: string) => message.startsWith(`Response ${request}(`);
  if (error === rebalancing) return ['Heartbeat', 'JoinGroup', 'SyncGroup'].some(answers);
  return error === unknownTopic && answers('Metadata');
}
