/** The transactions of a broker and their store, tied to what they need of the rest: logs, groups, clock, events. */
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
import type { TransactionOptions } from './transaction-options.js';
import { TransactionStore } from './transaction-store.js';
import { Transactions } from './transactions.js';

type Tell = (event: BrokerEvent) => void;

/** In memory without a folder, which must exist. It outlives restarts: close it when the broker stops for good. */
export function openTransactionStore(dataFolder: string | undefined, tell: Tell): TransactionStore {
  if (dataFolder === undefined) return TransactionStore.inMemory();
  return TransactionStore.open(new Journal(join(dataFolder, 'transactions.journal'), transactionChanges), {
    onTorn: (bytes) => tell({ type: 'transactions-recovered', tornBytes: bytes }),
    onRewriteFailed: (error) => tell({ type: 'transactions-failed', error }),
  });
}

export interface TransactionParts {
  readonly clock: Clock;
  readonly options: TransactionOptions;
  readonly store: TransactionStore;
  readonly producerIds: ProducerIds;
  readonly topics: Topics;
  readonly logs: PartitionLogs;
  readonly groups: GroupCoordinator;
  readonly tell: Tell;
}

/** Transactions at work until their `close`. */
export function startTransactions(parts: TransactionParts): Transactions {
  const { clock, options, store, producerIds, groups, tell } = parts;
  return new Transactions({
    clock,
    options,
    store,
    nextProducerId: () => producerIds.next(),
    ends: {
      mark: (partition, marker) => logOf(parts, partition)?.appendMarker(marker),
      isOpenIn: (partition, producerId) => logOf(parts, partition)?.hasOpenTransaction(producerId) ?? false,
      settle: (producerId, ids, isCommitted) => groups.completeTransaction(producerId, ids, isCommitted),
    },
    onTimedOut: ({ transactionalId, timeoutMs }) => tell({ type: 'transaction-timed-out', transactionalId, timeoutMs }),
    onError: (error) => tell({ type: 'transactions-failed', error }),
  });
}

/** Undefined when the topic is gone, even if there is another of its name. */
const logOf = ({ topics, logs }: TransactionParts, partition: TransactionPartition): PartitionLog | undefined => {
  const topic = topics.find(partition.topic);
  return topic?.id === partition.topicId ? logs.find(topic, partition.partition) : undefined;
};
