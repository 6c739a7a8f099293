/**
 * All that a broker holds, as APIs reach it (`context.broker`). Each part is an interface or class of its own folder;
 * this file only names them.
 */
import type { Clock } from './clock.js';
import type { GroupCoordinator } from './groups/group-coordinator.js';
import type { PartitionLogs } from './log/partition-logs.js';
import type { BrokerEvent, BrokerSettings } from './options.js';
import type { ProducerIds } from './producers/producer-ids.js';
import type { ServedApi } from './protocol/served-api.js';
import type { Topics } from './topics/topic.js';
import type { TransactionCoordinator } from './transactions/transaction-coordinator.js';

/** There is one node, leader of everything, in the one epoch it ever has. */
export const nodeId = 1;
export const leaderEpoch = 0;

export interface BrokerState {
  readonly settings: BrokerSettings;
  readonly clock: Clock;
  /** Random and kept: base64 of a UUID, as Kafka's. */
  readonly clusterId: string;
  /** Where clients are told to connect. */
  readonly advertised: { readonly host: string; readonly port: number };
  /** What clients are told is served. */
  readonly apis: readonly ServedApi[];
  readonly topics: Topics;
  readonly logs: PartitionLogs;
  readonly producerIds: ProducerIds;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  /** Tells whoever runs the broker. */
  emit(event: BrokerEvent): void;
}
