/**
 * The state that survives a restart of a broker: topics, logs, producer ids, and the offsets of groups and
 * transactions. On disk it is closed and opened again, as by another process; in memory it stays as it is.
 */
import path from 'node:path';
import type { Clock } from './clock.js';
import { openGroupStore } from './groups/start-groups.js';
import type { GroupStore } from './groups/store/group-store.js';
import { lockDataFolder } from './lock-data-folder.js';
import { LogManager } from './log/log-manager.js';
import type { BrokerEvent } from './options.js';
import { ProducerIds } from './producers/producer-ids.js';
import { CatalogFile, CatalogInMemory } from './topics/catalog-file.js';
import { TopicCatalog } from './topics/topic-catalog.js';
import { openTransactionStore } from './transactions/start-transactions.js';
import type { TransactionStore } from './transactions/transaction-store.js';

export interface DurableState {
  readonly logs: LogManager;
  readonly topics: TopicCatalog;
  readonly producerIds: ProducerIds;
  readonly groupStore: GroupStore;
  readonly transactionStore: TransactionStore;
  /** Unlocks the data folder. */
  readonly release: () => Promise<void>;
}

export interface DurableStateDependencies {
  readonly dataFolder: string | undefined;
  readonly compactionBackoffMs: number;
  readonly clock: Clock;
  readonly emit: (event: BrokerEvent) => void;
}

export async function openDurableState(deps: DurableStateDependencies): Promise<DurableState> {
  const { dataFolder } = deps;
  const release = dataFolder === undefined ? async () => undefined : await lockDataFolder(dataFolder);
  try {
    return { ...(await openStores(deps)), release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function openStores(deps: DurableStateDependencies): Promise<Omit<DurableState, 'release'>> {
  const { dataFolder, compactionBackoffMs, clock, emit } = deps;
  const inFolder = (name: string): string | undefined => dataFolder && path.join(dataFolder, name);
  const logs = new LogManager({
    folder: inFolder('logs'),
    clock,
    onTruncated: ({ name }, partition, tornBytes) => emit({ type: 'log-recovered', topic: name, partition, tornBytes }),
    onRetentionError: (error) => emit({ type: 'retention-failed', error }),
    compactionBackoffMs,
    onCompacted: ({ name }, partition, { unreadable, firstUnreadable, ...compacted }) => {
      emit({ type: 'log-compacted', topic: name, partition, ...compacted });
      if (unreadable === 0) return;
      emit({ type: 'batches-unreadable', topic: name, partition, batches: unreadable, firstOffset: firstUnreadable });
    },
    onCompactionError: ({ name }, partition, error) => {
      emit({ type: 'compaction-failed', topic: name, partition, error });
    },
  });
  const groupStore = openGroupStore(dataFolder, emit);
  const transactionStore = openTransactionStore(dataFolder, emit);
  const producerIds = new ProducerIds(inFolder('producer-ids'));
  const store = dataFolder === undefined ? new CatalogInMemory() : new CatalogFile(dataFolder);
  const topics = await TopicCatalog.open({ store, logs, emit: emit });
  // A kill may have interrupted creating or deleting a topic: logs and offsets of topics that are not in the catalog
  // are deleted.
  logs.deleteUnopened();
  groupStore.retainTopics(new Set(Array.from(topics.all(), ({ name }) => name)));
  return { logs, topics, producerIds, groupStore, transactionStore };
}

export async function closeDurableState(state: DurableState): Promise<void> {
  const { topics, logs, groupStore, transactionStore, release } = state;
  await topics.close();
  await logs.close();
  groupStore.close();
  transactionStore.close();
  await release();
}
