/**
 * Compacts the logs of a broker one after the other, the dirtiest first, as Kafka's LogCleaner with one thread. When no
 * log is dirty enough it checks again after a while. The work is done in slices of a few milliseconds, between which
 * requests are served. It uses the broker's clock, so that `advance` compacts what became due.
 */
import type { Clock, Timer } from '../../clock.js';
import type { Topic } from '../../topics/topic.js';
import type { PartitionLog } from '../partition-log.js';
import { cleanableRange } from './cleanable.js';
import { CompactionPass, type CompactionResult } from './compaction-pass.js';

/** Requests wait for at most this time, plus the current batch. */
const sliceMs = 8;
/** Kafka's `log.cleaner.dedupe.buffer.size` in keys: 32 MiB for a log with that many keys. */
const maxKeysPerPass = 2 ** 20 - 1;

export interface LogToCompact {
  readonly topic: Topic;
  readonly partition: number;
  readonly log: PartitionLog;
}

export interface CompactorOptions {
  readonly clock: Clock;
  readonly backoffMs: number;
  readonly logs: () => Iterable<LogToCompact>;
  readonly onCompacted: (log: LogToCompact, compacted: CompactionResult) => void;
  /** The log is not compacted again until it is opened again. */
  readonly onFailed: (log: LogToCompact, error: unknown) => void;
  /** The number of keys that one pass has room for; more wait for the next pass. */
  readonly maxKeys?: number;
}

interface Running {
  readonly target: LogToCompact;
  readonly pass: CompactionPass;
  readonly steps: ReturnType<CompactionPass['run']>;
}

export class Compactor {
  readonly #options: CompactorOptions;
  readonly #uncleanable = new WeakSet<PartitionLog>();
  #running: Running | undefined;
  #timer: Timer;

  constructor(options: CompactorOptions) {
    this.#options = options;
    this.#timer = options.clock.after(options.backoffMs, () => this.#begin());
  }

  /** Cancels the running pass without effect. */
  close(): void {
    this.#timer.cancel();
    this.#running?.steps.return(undefined);
    this.#running = undefined;
  }

  #begin(): void {
    const { clock, backoffMs } = this.#options;
    this.#running = this.#dirtiest();
    if (this.#running !== undefined) this.#continue(this.#running);
    else this.#timer = clock.after(backoffMs, () => this.#begin());
  }

  #dirtiest(): Running | undefined {
    const { clock, logs, maxKeys = maxKeysPerPass } = this.#options;
    const now = clock.now();
    let highest = -1;
    let dirtiest: (() => Running) | undefined;
    for (const target of logs()) {
      const { log } = target;
      const range = this.#uncleanable.has(log) ? undefined : cleanableRange(log, now);
      if (range === undefined || range.ratio <= highest) continue;
      highest = range.ratio;
      dirtiest = () => {
        const pass = new CompactionPass(log, range, now, maxKeys);
        return { target, pass, steps: pass.run() };
      };
    }
    return dirtiest?.();
  }

  #continue(running: Running): void {
    const { clock } = this.#options;
    const isOver = this.#slice(running);
    this.#timer = clock.after(0, () => (isOver ? this.#begin() : this.#continue(running)));
  }

  /** Whether the pass has ended. */
  #slice({ target, pass, steps }: Running): boolean {
    const { onCompacted, onFailed } = this.#options;
    const until = performance.now() + sliceMs;
    try {
      do {
        if (pass.isObsolete) {
          steps.return(undefined);
          return true;
        }
        const step = steps.next();
        if (step.done === true) {
          if (step.value !== undefined) onCompacted(target, step.value);
          return true;
        }
      } while (performance.now() < until);
      return false;
    } catch (error) {
      this.#uncleanable.add(target.log);
      onFailed(target, error);
      return true;
    }
  }
}
