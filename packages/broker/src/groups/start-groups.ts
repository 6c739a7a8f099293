/** Starts the group coordinator of a broker and opens its store, wired to the broker's clock, topics and events. */
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { Journal } from '../journal/journal.js';
import type { BrokerEvent } from '../options.js';
import type { Topics } from '../topics/topic.js';
import { GroupCoordinator } from './group-coordinator.js';
import type { GroupOptions } from './group-options.js';
import { groupChanges } from './store/group-change.js';
import { GroupStore } from './store/group-store.js';

type Emit = (event: BrokerEvent) => void;

/**
 * In memory without a folder; the folder must exist. The store outlives restarts: close it when the broker stops for
 * good.
 */
export function openGroupStore(dataFolder: string | undefined, emit: Emit): GroupStore {
  if (dataFolder === undefined) return GroupStore.inMemory();
  return GroupStore.open(new Journal(join(dataFolder, 'offsets.journal'), groupChanges), {
    onTruncated: (bytes) => emit({ type: 'offsets-recovered', tornBytes: bytes }),
    onRewriteFailed: (error) => emit({ type: 'groups-failed', error }),
  });
}

/** Runs until `close`. A topic's offsets are deleted with the topic. */
export function startGroupCoordinator(
  clock: Clock,
  options: GroupOptions,
  store: GroupStore,
  topics: Topics,
  emit: Emit,
): GroupCoordinator {
  const stopListening = topics.onDeleted(({ name }) => groups.forgetTopic(name));
  const groups = new GroupCoordinator({
    clock,
    options,
    store,
    onFormed: (group, generation, members) => emit({ type: 'group-formed', group, generation, members }),
    onError: (error) => emit({ type: 'groups-failed', error }),
    onClosed: stopListening,
  });
  return groups;
}
