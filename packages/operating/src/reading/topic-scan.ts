/**
 * Reads a range of a topic and yields the messages that a predicate selects, with those that cannot be decoded. Messages
 * are yielded in lists, so that one that is not selected costs no promise.
 *
 *   range → spans → batches → messages → predicate → lists of what was found
 */
import type { TopicReader } from '@kfw/core';
import { findSpans } from './find-spans.js';
import type { FoundSpan, ReadRange } from './read-range.js';
import { type MessageReaders, prepareReaders, TopicMessage } from './topic-message.js';

export interface TopicScanOptions extends ReadRange {
  readonly topic: string;
  /** Opens a reader of the topic; each reads once, and is closed by the scan. */
  open(): TopicReader;
  readonly readers: MessageReaders;
  /** Which messages are selected. Default: all. */
  readonly predicate?: ((message: TopicMessage) => boolean) | undefined;
  /** Whether key and payload of selected messages are decoded. Without it only the predicate decodes. */
  readonly decodes: boolean;
  /** Ends after so many messages, selected or undecodable. */
  readonly limit?: number | undefined;
  /** Ends the scan as if there were no more messages. */
  readonly signal?: AbortSignal | undefined;
}

export type ScannedMessage =
  | { readonly kind: 'selected'; readonly message: TopicMessage }
  /** Its key or its payload cannot be decoded. */
  | { readonly kind: 'undecodable'; readonly message: TopicMessage; readonly error: unknown }
  /** The predicate threw. */
  | { readonly kind: 'failed'; readonly message: TopicMessage; readonly error: unknown };

export interface ScanCounts {
  scanned: number;
  selected: number;
  undecodable: number;
  failed: number;
}

export class TopicScan {
  readonly counts: ScanCounts = { scanned: 0, selected: 0, undecodable: 0, failed: 0 };
  readonly #next = new Map<number, number>();
  #spans: readonly FoundSpan[] = [];
  #total = 0;
  #position = 0;

  constructor(private readonly options: TopicScanOptions) {}

  /** Known once the first list is asked for. */
  get spans(): readonly FoundSpan[] {
    return this.#spans;
  }

  /** Offsets that were read and that there are in all, gaps included; `total` is `undefined` when following. */
  get progress(): { readonly position: number; readonly total: number | undefined } {
    return { position: this.#position, total: this.options.follow ? undefined : this.#total };
  }

  /**
   * Lists of what was found, once; also empty ones, one per batch, so that progress can be shown. Throws
   * `KFW_PARTITION_NOT_FOUND`, `KFW_OFFSET_OUT_OF_RANGE`, and the errors of the reader and of a registry that cannot be asked.
   */
  async *found(): AsyncGenerator<readonly ScannedMessage[], undefined> {
    const { topic, open, readers, signal, follow = false, partitions } = this.options;
    if (signal?.aborted) return undefined;
    const opened = new Set<TopicReader>();
    const close = async (): Promise<void> => {
      await Promise.all([...opened].map((reader) => reader.close()));
    };
    const abort = (): void => void close().catch(() => undefined);
    signal?.addEventListener('abort', abort);
    const tracked = (): TopicReader => {
      const reader = open();
      opened.add(reader);
      return reader;
    };
    try {
      this.#begin(await findSpans(topic, this.options, tracked));
      const reader = tracked();
      const spans = this.#spans.map(({ partition, from, end }) => ({ partition, from, end }));
      for await (const { partition, records } of reader.read(spans, { growing: follow && partitions === undefined })) {
        const preparing = prepareReaders(readers, records);
        if (preparing !== undefined) await preparing;
        if (signal?.aborted) return undefined;
        yield this.#scan(records, partition);
        if (this.#isLimitReached) return undefined;
      }
    } catch (thrown) {
      if (!signal?.aborted) throw thrown;
    } finally {
      signal?.removeEventListener('abort', abort);
      await close();
    }
    return undefined;
  }

  #begin(spans: readonly FoundSpan[]): void {
    this.#spans = spans;
    for (const { partition, from, end } of spans) {
      this.#next.set(partition, from);
      this.#total += (end ?? from) - from;
    }
  }

  get #isLimitReached(): boolean {
    return this.counts.selected + this.counts.undecodable >= (this.options.limit ?? Number.POSITIVE_INFINITY);
  }

  #scan(records: readonly TopicMessage['record'][], partition: number): readonly ScannedMessage[] {
    const { topic, readers, predicate, decodes } = this.options;
    const { counts } = this;
    const found: ScannedMessage[] = [];
    let last = this.#next.get(partition) ?? 0;
    for (const record of records) {
      counts.scanned++;
      last = (record.lastOffset ?? record.offset) + 1;
      const message = new TopicMessage(record, readers, topic, partition);
      if (predicate !== undefined) {
        try {
          if (!predicate(message)) continue;
        } catch (error) {
          const isUndecodable = message.problem !== undefined;
          found.push(
            isUndecodable
              ? { kind: 'undecodable', message, error: message.problem }
              : { kind: 'failed', message, error },
          );
          counts[isUndecodable ? 'undecodable' : 'failed']++;
          if (isUndecodable && this.#isLimitReached) break;
          continue;
        }
      }
      const error = decodes ? message.decode() : record.problem;
      found.push(error === undefined ? { kind: 'selected', message } : { kind: 'undecodable', message, error });
      counts[error === undefined ? 'selected' : 'undecodable']++;
      if (this.#isLimitReached) break;
    }
    this.#position += last - (this.#next.get(partition) ?? 0);
    this.#next.set(partition, last);
    return found;
  }
}
