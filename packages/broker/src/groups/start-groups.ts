/** The groups of a broker and their store, tied to what they need of the rest: its clock, its topics, its events. */
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { Journal } from '../journal/journal.js';
import type { BrokerEvent } from '../options.js';
import type { Topics } from '../topics/topic.js';
import type { GroupOptions } from './group-options.js';
import { GroupStore } from './group-store.js';
import { Groups } from './groups.js';
import { storeChanges } from './store-change.js';

type Tell = (event: BrokerEvent) => void;

/** In memory without a folder, which must exist. It outlives restarts: close it when the broker stops for good. */
export function openGroupStore(dataFolder: string | undefined, tell: Tell): GroupStore {
  if (dataFolder === undefined) return GroupStore.inMemory();
  return GroupStore.open(new Journal(join(dataFolder, 'offsets.journal'), storeChanges), {
    onTorn: (bytes) => tell({ type: 'offsets-recovered', tornBytes: bytes }),
    onRewriteFailed: (error) => tell({ type: 'groups-failed', error }),
  });
}

/** Groups at work until their `close`. The offsets of a topic go with the topic. */
export function startGroups(
  clock: Clock,
  options: GroupOptions,
  store: GroupStore,
  topics: Topics,
  tell: Tell,
): Groups {
  const stopListening = topics.onDeleted(({ name }) => groups.forgetTopic(name));
  const groups = new Groups({
    clock,
    options,
    store,
    onFormed: ({ id, generation, members }) =>
      tell({ type: 'group-formed', group: id, generation, members: members.size }),
    onError: (error) => tell({ type: 'groups-failed', error }),
    onClosed: stopListening,
  });
  return groups;
}
