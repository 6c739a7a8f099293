/**
 * What of a broker outlives its restart: topics, logs, producer ids and the offsets of groups. On disk these are closed
 * and opened again, as by another process; in memory they stay as they are.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from './clock.js';
import { brokerError } from './errors.js';
import type { GroupStore } from './groups/group-store.js';
import { openGroupStore } from './groups/start-groups.js';
import { Logs } from './log/logs.js';
import type { BrokerEvent } from './options.js';
import { ProducerIds } from './producers/producer-ids.js';
import { CatalogFile, CatalogInMemory } from './topics/catalog-file.js';
import { TopicCatalog } from './topics/topic-catalog.js';

export interface LastingParts {
  readonly logs: Logs;
  readonly topics: TopicCatalog;
  readonly producerIds: ProducerIds;
  readonly groupStore: GroupStore;
}

export interface PartsSurroundings {
  readonly dataFolder: string | undefined;
  readonly clock: Clock;
  readonly tell: (event: BrokerEvent) => void;
}

export async function openLastingParts({ dataFolder, clock, tell }: PartsSurroundings): Promise<LastingParts> {
  if (dataFolder !== undefined) await makeFolder(dataFolder);
  const inFolder = (name: string): string | undefined => dataFolder && path.join(dataFolder, name);
  const logs = new Logs({ folder: inFolder('logs'), clock });
  const groupStore = openGroupStore(dataFolder, tell);
  const producerIds = new ProducerIds(inFolder('producer-ids'));
  const store = dataFolder === undefined ? new CatalogInMemory() : new CatalogFile(dataFolder);
  const topics = await TopicCatalog.open({ store, logs, tell });
  return { logs, topics, producerIds, groupStore };
}

export async function closeLastingParts({ topics, logs, groupStore }: LastingParts): Promise<void> {
  await topics.close();
  await logs.close();
  groupStore.close();
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file: folder, reason: cause.message }, { cause });
  });
}
