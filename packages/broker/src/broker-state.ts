/**
 * The state of a broker as the APIs see it (`context.broker`). Each part is an interface or class of its own folder.
 */
import type { Clock } from './clock.js';
import type { GroupCoordinator } from './groups/group-coordinator.js';
import type { PartitionLogs } from './log/partition-logs.js';
import type { BrokerEvent, BrokerSettings } from './options.js';
import type { ProducerIds } from './producers/producer-ids.js';
import type { ServedApi } from './protocol/served-api.js';
import type { Topics } from './topics/topic.js';
import type { TransactionCoordinator } from './transactions/transaction-coordinator.js';

/** There is one node. It leads every partition, always in the same epoch. */
export const nodeId = 1;
export const leaderEpoch = 0;

export interface BrokerState {
  readonly settings: BrokerSettings;
  readonly clock: Clock;
  /** Random and stored: base64 of a UUID, as in Kafka. */
  readonly clusterId: string;
  /** The address that clients connect to. */
  readonly advertised: { readonly host: string; readonly port: number };
  /** The APIs as ApiVersions lists them. */
  readonly apis: readonly ServedApi[];
  readonly topics: Topics;
  readonly logs: PartitionLogs;
  readonly producerIds: ProducerIds;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  /** Reports an event to the program that runs the broker. */
  emit(event: BrokerEvent): void;
}
