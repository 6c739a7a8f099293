/** Starts the transaction coordinator of a broker and opens its store, wired to logs, groups, clock and events. */
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import type { GroupCoordinator } from '../groups/group-coordinator.js';
import { Journal } from '../journal/journal.js';
import type { PartitionLog } from '../log/partition-log.js';
import type { PartitionLogs } from '../log/partition-logs.js';
import type { BrokerEvent } from '../options.js';
import type { ProducerIds } from '../producers/producer-ids.js';
import type { Topics } from '../topics/topic.js';
import type { TransactionPartition } from './transaction.js';
import { transactionChanges } from './transaction-change.js';
import { TransactionCoordinator } from './transaction-coordinator.js';
import type { TransactionOptions } from './transaction-options.js';
import { TransactionStore } from './transaction-store.js';

type Emit = (event: BrokerEvent) => void;

/**
 * In memory without a folder; the folder must exist. The store outlives restarts: close it when the broker stops for
 * good.
 */
export function openTransactionStore(dataFolder: string | undefined, emit: Emit): TransactionStore {
  if (dataFolder === undefined) return TransactionStore.inMemory();
  return TransactionStore.open(new Journal(join(dataFolder, 'transactions.journal'), transactionChanges), {
    onTruncated: (bytes) => emit({ type: 'transactions-recovered', tornBytes: bytes }),
    onRewriteFailed: (error) => emit({ type: 'transactions-failed', error }),
  });
}

export interface TransactionCoordinatorParts {
  readonly clock: Clock;
  readonly options: TransactionOptions;
  readonly store: TransactionStore;
  readonly producerIds: ProducerIds;
  readonly topics: Topics;
  readonly logs: PartitionLogs;
  readonly groups: GroupCoordinator;
  readonly emit: Emit;
}

/** Runs until `close`. */
export function startTransactionCoordinator(parts: TransactionCoordinatorParts): TransactionCoordinator {
  const { clock, options, store, producerIds, groups, emit } = parts;
  return new TransactionCoordinator({
    clock,
    options,
    store,
    nextProducerId: () => producerIds.next(),
    participants: {
      writeMarker: (partition, marker) => logOf(parts, partition)?.appendMarker(marker),
      isOpenIn: (partition, producerId) => logOf(parts, partition)?.hasOpenTransaction(producerId) ?? false,
      completeOffsets: (producerId, ids, isCommitted) => groups.completeTransaction(producerId, ids, isCommitted),
    },
    onTimedOut: ({ transactionalId, timeoutMs }) => emit({ type: 'transaction-timed-out', transactionalId, timeoutMs }),
    onError: (error) => emit({ type: 'transactions-failed', error }),
  });
}

/** Undefined when the topic was deleted, even if there is another topic of its name. */
const logOf = (
  { topics, logs }: TransactionCoordinatorParts,
  partition: TransactionPartition,
): PartitionLog | undefined => {
  const topic = topics.find(partition.topic);
  return topic?.id === partition.topicId ? logs.find(topic, partition.partition) : undefined;
};
