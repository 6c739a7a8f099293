/**
 * From fetched bytes to the handlers: batch headers tell at once where the next fetch begins; batches are unpacked, decoded
 * and handed over, slice by slice, while that fetch is on its way.
 *
 *   answer → a feed for each partition → slices → handlers
 *
 * A partition's position moves when its records are handed over, and not before. What was asked for at another position
 * than the present one (a seek or a rebalance came in between) is dropped, and asked for again. A partition that is paused
 * keeps the rest in its feed; one whose next batch is large or finds no room lets the others pass.
 */
import { type BatchMemory, CooperativeYield, type SourceHandlers, toError } from '@kfw/core';
import type { Holding, Holdings } from '../consuming/holdings.js';
import { Feed } from './feed.js';
import type { FetchedPartition } from './fetch-response.js';
import { readable, readBatches } from './record-batches.js';

export interface HandOverOptions {
  readonly handlers: SourceHandlers;
  readonly holdings: Holdings;
  /** The most that a batch may hold unpacked. */
  readonly maxBatchBytes: number;
  readonly memory: BatchMemory | undefined;
  /** Whether batches must wait: the group rebalances, or the member is leaving. */
  isHalted(): boolean;
  /** A handler threw. */
  onFailure(error: Error): void;
  /** A partition that waited for a large batch goes on. */
  onProgress(): void;
}

/** Small answers are handed over at once, for the sake of a lone message; after large ones the next request goes first. */
const smallBytes = 65_536;
/** What a partition may have in its feed to be asked for more: what is handed over, and what comes next. */
const mostChunks = 2;

export class HandOver {
  /** Of the partitions that have something to hand over. */
  readonly #feeds = new Map<Holding, Feed>();
  readonly #draining = new Set<Feed>();
  /** The handing over of each broker's last answer. */
  readonly #running = new Map<number, Promise<void>>();
  readonly #turn = new CooperativeYield();

  constructor(private readonly options: HandOverOptions) {}

  /** Where the next fetch of a partition begins; `undefined` while nobody knows. */
  nextOf(holding: Holding): number | undefined {
    return this.#feeds.get(holding)?.end ?? holding.position;
  }

  /** Whether a partition has enough to hand over already. */
  isBehind(holding: Holding): boolean {
    return (this.#feeds.get(holding)?.size ?? 0) >= mostChunks;
  }

  /** Delivers a partition from this offset on; what is on its way is dropped. */
  moveTo(holding: Holding, offset: number): void {
    holding.position = offset;
    this.#drop(holding);
  }

  /** Hands over what came for these partitions while they were paused. */
  resume(holdings: readonly Holding[]): void {
    for (const holding of holdings) if (this.#feeds.has(holding)) void this.#drain(holding);
  }

  /** Lets go of what came for partitions that are not held any more. */
  forgetLost(): void {
    for (const holding of this.#feeds.keys()) if (!this.#isHeld(holding)) this.#drop(holding);
  }

  /** Takes a broker's answer to what was asked for; resolves when the next one may be asked for. */
  async take(
    nodeId: number,
    asked: ReadonlyMap<Holding, number>,
    partitions: readonly FetchedPartition[],
  ): Promise<void> {
    const fed = partitions.flatMap((fetched) => this.#feed(fetched, asked) ?? []);
    await this.#running.get(nodeId);
    if (fed.length === 0) return;
    const sizeBytes = partitions.reduce((sum, { recordSet }) => sum + recordSet.length, 0);
    this.#running.set(nodeId, sizeBytes <= smallBytes ? this.#handOver(fed) : this.#handOverSoon(fed));
  }

  /** The partition, when there is something to hand over. */
  #feed(fetched: FetchedPartition, asked: ReadonlyMap<Holding, number>): Holding | undefined {
    const { topic, partition, errorCode, recordSet, aborted, lastStableOffset } = fetched;
    const { holdings, maxBatchBytes, memory } = this.options;
    const holding = holdings.get(topic, partition);
    const from = holding === undefined ? undefined : asked.get(holding);
    if (holding === undefined || from === undefined) return undefined;
    if (errorCode === 0) holding.end = lastStableOffset;
    if (recordSet.length === 0 || from !== this.nextOf(holding)) return undefined;
    const batches = readBatches(detached(recordSet), fetched, from);
    const next = batches.at(-1)?.nextOffset;
    if (next === undefined || next <= from) return undefined;
    const feed = this.#feeds.get(holding) ?? new Feed({ topic, partition, maxBatchBytes, memory }, from);
    this.#feeds.set(holding, feed);
    const sizeBytes = recordSet.length;
    feed.add({ next, highWatermark: lastStableOffset, batches: readable(batches, aborted), sizeBytes });
    return holding;
  }

  async #handOverSoon(holdings: readonly Holding[]): Promise<void> {
    await new Promise(setImmediate);
    this.#turn.beginSlice();
    await this.#handOver(holdings);
  }

  async #handOver(holdings: readonly Holding[]): Promise<void> {
    for (const holding of holdings) await this.#drain(holding);
  }

  /** Hands over what may be; resolves early when a large batch comes next, and goes on by itself when that is unpacked. */
  async #drain(holding: Holding): Promise<void> {
    const feed = this.#feeds.get(holding);
    if (feed === undefined || this.#draining.has(feed)) return;
    this.#draining.add(feed);
    try {
      while (this.#mayHandOver(holding, feed)) {
        const slice = feed.take();
        if (slice instanceof Promise) {
          void slice.then(() => this.#goOn(holding, feed));
          return;
        }
        if (slice === undefined) {
          this.#feeds.delete(holding);
          return;
        }
        const { topic, partition, generation } = holding;
        holding.position = slice.nextOffset;
        this.options.handlers.onBatch({ topic, partition, generation, ...slice });
        await this.#turn.yieldIfDue();
      }
    } catch (thrown) {
      this.options.onFailure(toError(thrown));
    } finally {
      this.#draining.delete(feed);
    }
  }

  async #goOn(holding: Holding, feed: Feed): Promise<void> {
    if (this.#feeds.get(holding) !== feed) return;
    await this.#drain(holding);
    this.options.onProgress();
  }

  #mayHandOver(holding: Holding, feed: Feed): boolean {
    if (this.#feeds.get(holding) !== feed) return false;
    if (this.#isHeld(holding) && holding.position === feed.position && !this.options.isHalted()) return !holding.paused;
    this.#drop(holding);
    return false;
  }

  #isHeld(holding: Holding): boolean {
    return this.options.holdings.get(holding.topic, holding.partition) === holding;
  }

  #drop(holding: Holding): void {
    this.#feeds.get(holding)?.clear();
    this.#feeds.delete(holding);
  }
}

/** Records that wait must keep nothing alive but themselves: not an answer that mostly holds other partitions' records. */
function detached(recordSet: Buffer): Buffer {
  return recordSet.length * 2 < recordSet.buffer.byteLength ? Buffer.from(recordSet) : recordSet;
}
