/**
 * The logs of all partitions, on disk or in memory, with the retention timer and the compactor. The folder of a
 * partition is named after the topic's id, so that a topic created again under an old name starts empty.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Timer } from '../clock.js';
import type { Topic } from '../topics/topic.js';
import type { CompactionResult } from './compaction/compaction-pass.js';
import { Compactor, type LogToCompact } from './compaction/compactor.js';
import { diskSource } from './disk/disk-source.js';
import { TailCache } from './disk/tail-cache.js';
import { logSettings } from './log-settings.js';
import { memorySource } from './memory/memory-source.js';
import { PartitionLog } from './partition-log.js';
import type { PartitionLogs } from './partition-logs.js';
import type { SegmentSource } from './segment/segment-source.js';

/** Kafka's `log.retention.check.interval.ms`. */
const retentionEveryMs = 5 * 60 * 1000;
export const defaultCompactionBackoffMs = 15_000;

export interface LogManagerOptions {
  /** The folder of all logs; undefined keeps them in memory. */
  readonly folder: string | undefined;
  readonly clock: Clock;
  /**
   * Receives the number of bytes that were truncated when a log was opened: they were never acknowledged, unless they
   * are damaged.
   */
  readonly onTruncated?: (topic: Topic, partition: number, tornBytes: number) => void;
  /** Receives an error of applying retention; the next round tries again. */
  readonly onRetentionError?: (error: unknown) => void;
  /** Kafka's `log.cleaner.backoff.ms`, with the same default. */
  readonly compactionBackoffMs?: number;
  readonly onCompacted?: (topic: Topic, partition: number, compacted: CompactionResult) => void;
  /** Receives the reason why a log is not compacted until it is opened again. */
  readonly onCompactionError?: (topic: Topic, partition: number, error: unknown) => void;
}

/** A topic's id, and the number of a partition. */
const logFolder = /^[\w-]{22}-\d+$/;
const folderName = ({ id }: Topic, partition: number): string => `${id}-${partition}`;

interface TopicLogs {
  readonly topic: Topic;
  readonly logs: PartitionLog[];
}

export class LogManager implements PartitionLogs {
  readonly #options: LogManagerOptions;
  readonly #tailCache = new TailCache();
  readonly #logs = new Map<string, TopicLogs>();
  readonly #compactor: Compactor;
  #retentionTimer: Timer;

  constructor(options: LogManagerOptions) {
    this.#options = options;
    this.#retentionTimer = this.#scheduleRetention();
    const { clock, onCompacted, onCompactionError } = options;
    this.#compactor = new Compactor({
      clock,
      backoffMs: options.compactionBackoffMs ?? defaultCompactionBackoffMs,
      logs: () => this.#all(),
      onCompacted: ({ topic, partition }, compacted) => onCompacted?.(topic, partition, compacted),
      onFailed: ({ topic, partition }, error) => onCompactionError?.(topic, partition, error),
    });
  }

  async open(topic: Topic, partition: number): Promise<void> {
    const { logs } = this.#logs.get(topic.id) ?? { logs: [] };
    this.#logs.set(topic.id, { topic, logs });
    if (logs[partition] !== undefined) return;
    logs[partition] = new PartitionLog(this.#source(topic, partition), logSettings(topic), this.#options.clock);
  }

  find(topic: Topic, partition: number): PartitionLog | undefined {
    return this.#logs.get(topic.id)?.logs[partition];
  }

  async delete(topic: Topic): Promise<void> {
    const { logs } = this.#logs.get(topic.id) ?? { logs: [] };
    this.#logs.delete(topic.id);
    for (const log of logs) log?.delete();
  }

  /** Deletes the folders of logs that were not opened: they belong to no topic. */
  deleteUnopened(): void {
    const { folder } = this.#options;
    if (folder === undefined || !existsSync(folder)) return;
    const opened = new Set(Array.from(this.#all(), ({ topic, partition }) => folderName(topic, partition)));
    for (const name of readdirSync(folder)) {
      if (logFolder.test(name) && !opened.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    this.#retentionTimer.cancel();
    this.#compactor.close();
    for (const { log } of this.#all()) log.close();
    this.#logs.clear();
  }

  *#all(): Generator<LogToCompact> {
    for (const { topic, logs } of this.#logs.values()) {
      for (const [partition, log] of logs.entries()) if (log !== undefined) yield { topic, partition, log };
    }
  }

  #source(topic: Topic, partition: number): SegmentSource {
    const { folder, onTruncated } = this.#options;
    if (folder === undefined) return memorySource();
    const source = diskSource(join(folder, folderName(topic, partition)), this.#tailCache);
    if (source.tornBytes > 0) onTruncated?.(topic, partition, source.tornBytes);
    return source;
  }

  /** A failure of one log, for instance on a full disk, must not stop the others or the next round. */
  #retain(log: PartitionLog): void {
    try {
      log.retain();
    } catch (error) {
      this.#options.onRetentionError?.(error);
    }
  }

  #scheduleRetention(): Timer {
    return this.#options.clock.after(retentionEveryMs, () => {
      for (const { log } of this.#all()) this.#retain(log);
      this.#retentionTimer = this.#scheduleRetention();
    });
  }
}
