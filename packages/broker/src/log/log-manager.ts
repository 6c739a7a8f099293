/**
 * The logs of all partitions, on disk or in memory, the round that keeps them within their topics' retention, and the
 * compactor.
 * A partition's folder is named for its topic's id, so that a topic made anew under an old name finds nothing.
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
  /** Hears what the end of the last process cost a log: bytes that were never acknowledged, unless they are damaged. */
  readonly onTruncated?: (topic: Topic, partition: number, tornBytes: number) => void;
  /** Hears why the retention of a log could not be kept; the next round tries again. */
  readonly onRetentionError?: (error: unknown) => void;
  /** Kafka's `log.cleaner.backoff.ms`, whose default is this one's, too. */
  readonly compactionBackoffMs?: number;
  readonly onCompacted?: (topic: Topic, partition: number, compacted: CompactionResult) => void;
  /** Hears why a log is not compacted any more until it is opened again. */
  readonly onCompactionError?: (topic: Topic, partition: number, error: unknown) => void;
}

/** The id of a topic, and the number of a partition. */
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

  /** Deletes what the folder has of logs that were not opened: those of no topic. */
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

  /** One log that cannot, on a full disk say, must keep neither others nor the next round from it. */
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
