/** Creates the missing topics of an app when it connects, and reports them by events. */
import type { Monitor } from '@kfw/core';
import { type CreatingAdmin, createMissingTopics, type DesiredTopic } from '@kfw/operating';

export interface AppTopicsCreation {
  readonly topics: readonly DesiredTopic[];
  readonly admin: CreatingAdmin;
  readonly monitor: Monitor;
}

/** Throws what the cluster refuses: in development a configuration that it does not take is a mistake to correct. */
export async function createAppTopics({ topics, admin, monitor }: AppTopicsCreation): Promise<void> {
  const { created, reduced, brokers } = await createMissingTopics(admin, topics);
  if (created.length > 0) monitor.publish('topics.created', { topics: created });
  if (reduced.length > 0) monitor.publish('replication.reduced', { topics: reduced, brokers });
}
