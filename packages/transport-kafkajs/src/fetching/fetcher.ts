/**
 * Fetches for one member: from each broker the partitions that it leads, from their positions. kafkajs calls `fetch`
 * in a loop for each broker.
 *
 *   positions → one request per broker → dispatch
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type SourceOptions, settlesWithin, toError } from '@kfw/core';
import { parseOffset } from '../client/offsets.js';
import type { AssignedPartition } from '../consuming/assigned-partitions.js';
import { destroyFetchConnection, sendFetch } from '../kafkajs/fetch-request.js';
import type { ConsumerGroup } from '../kafkajs/internals.js';
import { createErrorFromCode } from '../kafkajs/kafkajs-errors.js';
import { leadsAll } from '../metadata/partition-leaders.js';
import { RecordDispatcher, type RecordDispatcherOptions } from './dispatch-records.js';
import { EndRefresh } from './end-refresh.js';
import { type FetchedPartition, type FetchResponse, offsetOutOfRange, withoutError } from './fetch-response.js';
import { FetchTargets } from './fetch-targets.js';
import { LeaderRefresh } from './leader-refresh.js';

export interface FetcherOptions extends Omit<RecordDispatcherOptions, 'maxBatchBytes' | 'memory' | 'onProgress'> {
  readonly source: SourceOptions;
  /** The log does not hold the position of this partition. */
  continueAt(assignedPartition: AssignedPartition, offset: number): void;
}

interface PendingFetch {
  readonly fetchPositions: ReadonlyMap<AssignedPartition, number>;
  readonly response: Promise<FetchResponse>;
  /** Its response is not wanted any more. */
  abandon(): void;
}

/** The time a fetch may take, beyond its wait for records, before its broker is suspected to lead no longer. */
const slowAfterMs = 500;
const recheckAfterMs = 200;

const ignore = () => {};

export class Fetcher {
  readonly #dispatcher: RecordDispatcher;
  readonly #leaders = new LeaderRefresh();
  /** Fetches, by broker, that have taken longer than that. */
  readonly #unanswered = new Map<number, PendingFetch>();
  readonly #targets: FetchTargets;
  readonly #endRefresh = new EndRefresh();
  #resumed = Promise.withResolvers<void>();
  #fetchedAt: number | undefined;

  constructor(private readonly options: FetcherOptions) {
    const { maxBatchBytes, maxBytesPerPartition, memory } = options.source;
    this.#targets = new FetchTargets(maxBytesPerPartition);
    this.#dispatcher = new RecordDispatcher({ ...options, maxBatchBytes, memory, onProgress: () => this.#wake() });
  }

  /** When a fetch last began or ended, on the clock of `performance`. */
  get fetchedAt(): number | undefined {
    return this.#fetchedAt;
  }

  async fetch(group: ConsumerGroup, nodeId: number): Promise<void> {
    this.#fetchedAt = performance.now();
    try {
      await this.#leaders.refreshIfOld(group);
      group.checkForStaleAssignment();
      const request = this.#unanswered.get(nodeId) ?? (await this.#request(group, nodeId));
      if (request === undefined) return await this.#idle();
      const { fetchPositions, response } = request;
      const wasSlow = this.#unanswered.delete(nodeId);
      const { fetchMaxWaitMs } = this.options.source;
      if (!(await settlesWithin(wasSlow ? recheckAfterMs : fetchMaxWaitMs + slowAfterMs, response))) {
        this.#unanswered.set(nodeId, request);
        await this.#leaders.refresh(group);
        if (!leadsAll(group.cluster, nodeId, fetchPositions.keys())) request.abandon();
        return;
      }
      const { partitions } = withoutError(await response);
      await this.#dispatch(nodeId, fetchPositions, partitions);
      await this.#check(group, partitions);
    } catch (thrown) {
      await this.#leaders.recover(group, toError(thrown));
    } finally {
      this.#fetchedAt = performance.now();
    }
  }

  /** Delivers a partition from this offset on; earlier fetched records are dropped. */
  moveTo(assignedPartition: AssignedPartition, offset: number): void {
    this.#dispatcher.moveTo(assignedPartition, offset);
  }

  /** Continues fetching these partitions. */
  resume(partitions: readonly AssignedPartition[]): void {
    this.#dispatcher.resume(partitions);
    this.#wake();
  }

  /** Drops records of partitions that are not assigned any more. */
  dropUnassigned(): void {
    this.#dispatcher.dropUnassigned();
  }

  #wake(): void {
    this.#resumed.resolve();
    this.#resumed = Promise.withResolvers();
  }

  /** The next fetch offset of each partition that this broker leads. */
  async #positions(group: ConsumerGroup, nodeId: number): Promise<Map<AssignedPartition, number>> {
    this.#dispatcher.dropUnassigned();
    const assigned = group.filterPartitionsByNode(nodeId, group.assigned());
    await group.offsetManager?.resolveOffsets();
    const starts = group.offsetManager?.committedOffsets();
    const positions = new Map<AssignedPartition, number>();
    const full: AssignedPartition[] = [];
    for (const { topic, partitions } of assigned) {
      for (const partition of partitions) {
        const assignedPartition = this.options.assignedPartitions.get(topic, partition);
        const start = starts?.[topic]?.[partition];
        if (assignedPartition === undefined || start === undefined || start === null) continue;
        if (assignedPartition.paused || this.#dispatcher.hasEnough(assignedPartition)) {
          full.push(assignedPartition);
          continue;
        }
        assignedPartition.position ??= Math.max(0, parseOffset(start));
        positions.set(
          assignedPartition,
          this.#dispatcher.nextFetchOffset(assignedPartition) ?? assignedPartition.position,
        );
      }
    }
    this.#endRefresh.refreshOld(nodeId, () => group.cluster.findBroker({ nodeId }), full);
    return positions;
  }

  /** `undefined` when this broker leads no partition to fetch. */
  async #request(group: ConsumerGroup, nodeId: number): Promise<PendingFetch | undefined> {
    const fetchPositions = await this.#positions(group, nodeId);
    if (fetchPositions.size === 0) return undefined;
    const { fetchMaxWaitMs, maxBytes } = this.options.source;
    const limits = {
      maxWaitTime: fetchMaxWaitMs,
      minBytes: 1,
      maxBytes,
      ...(group.isolationLevel !== undefined && { isolationLevel: group.isolationLevel }),
    };
    const connecting = group.cluster.findBroker({ nodeId });
    const targets = this.#targets.next([...fetchPositions]);
    const response = connecting.then((broker) => sendFetch(broker, targets, limits));
    // Awaited where its failure matters; an abandoned one is not.
    response.catch(ignore);
    return { fetchPositions, response, abandon: () => void connecting.then(destroyFetchConnection, ignore) };
  }

  /** An unreadable record is not an error of the connection: another fetch would return it again. */
  async #dispatch(
    nodeId: number,
    fetchPositions: ReadonlyMap<AssignedPartition, number>,
    partitions: readonly FetchedPartition[],
  ): Promise<void> {
    try {
      await this.#dispatcher.take(nodeId, fetchPositions, partitions);
    } catch (thrown) {
      this.options.onFailure(toError(thrown));
    }
  }

  /** Waits until a partition is resumed, or for as long as a fetch would have waited. */
  async #idle(): Promise<void> {
    const timer = new AbortController();
    const waited = sleep(this.options.source.fetchMaxWaitMs, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([waited, this.#resumed.promise]);
    timer.abort();
  }

  /** An error of one partition blocks no other; kafkajs knows how to handle most. */
  async #check(group: ConsumerGroup, partitions: readonly FetchedPartition[]): Promise<void> {
    const failed = partitions.filter(({ errorCode }) => errorCode !== 0);
    for (const { topic, partition, errorCode } of failed) {
      if (errorCode !== offsetOutOfRange) throw createErrorFromCode(errorCode);
      const assignedPartition = this.options.assignedPartitions.get(topic, partition);
      if (assignedPartition !== undefined)
        this.options.continueAt(assignedPartition, await nearestOffset(group, assignedPartition));
    }
  }
}

/**
 * The next offset of a partition whose log does not hold its position. Before the start of the log, because retention or
 * somebody deleted records: the start, even for a group that begins with the latest, so that no record that exists is
 * skipped. Past its end, because an unclean election removed records: where the route begins.
 */
async function nearestOffset(group: ConsumerGroup, assignedPartition: AssignedPartition): Promise<number> {
  const low = await lookUpOffset(group, assignedPartition, true);
  if ((assignedPartition.position ?? 0) < low) return low;
  const isLatest = group.topicConfigurations[assignedPartition.topic]?.fromBeginning === false;
  return isLatest ? lookUpOffset(group, assignedPartition, false) : low;
}

async function lookUpOffset(
  { cluster }: ConsumerGroup,
  { topic, partition }: AssignedPartition,
  fromBeginning: boolean,
): Promise<number> {
  const [found] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }]);
  return parseOffset(found?.partitions[0]?.offset ?? '0');
}
