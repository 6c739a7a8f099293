/**
 * The gauge of dead letters that nobody has handled: the cluster is asked when a server runs, and every minute until it stops. Without an
 * answer the last value stays for a while, and is gone then: an old value would hide that letters arrive.
 */
import { type Logger, type Measurements, toError } from '@kfw/core';
import { type BacklogAdmin, DeadLetterBacklog } from '@kfw/operating';

export interface DeadLetterGaugeOptions {
  readonly admin: BacklogAdmin;
  /** Name in the code, and on the cluster. */
  readonly topics: readonly { readonly topic: string; readonly onCluster: string }[];
  readonly measurements: Measurements;
  readonly logger: Logger;
}

const everyMs = 60_000;
/** A value is this old at most. */
const maxAgeMs = 5 * everyMs;

export class DeadLetterGauge {
  readonly #backlog: DeadLetterBacklog;
  readonly #stopping = new AbortController();
  readonly #remove: () => void;
  #timer: NodeJS.Timeout | undefined;
  #counts: ReadonlyMap<string, number> = new Map();
  #countedAt = performance.now();

  constructor(private readonly options: DeadLetterGaugeOptions) {
    const { admin, topics, measurements } = options;
    this.#backlog = new DeadLetterBacklog(
      admin,
      topics.map(({ onCluster }) => onCluster),
    );
    this.#remove = measurements.gauge('kfw_dead_letter_backlog_messages', () => this.#values());
  }

  /** Asks now, and every minute. Its timer does not keep the process alive. */
  start(): void {
    if (this.options.topics.length > 0) void this.#count();
  }

  /** No request begins from now on. */
  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#remove();
  }

  async #count(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      this.#counts = await this.#backlog.count(signal);
      this.#countedAt = performance.now();
    } catch (thrown) {
      const error = toError(thrown);
      const fields = { event: 'deadLetters.notCounted', error };
      if (!signal.aborted) this.options.logger.debug(fields, `dead letters were not counted: ${error.message}`);
    }
    if (signal.aborted) return;
    this.#timer = setTimeout(() => void this.#count(), everyMs);
    this.#timer.unref();
  }

  #values(): { labels: { topic: string }; value: number }[] {
    if (performance.now() - this.#countedAt > maxAgeMs) return [];
    return this.options.topics.map(({ topic, onCluster }) => ({
      labels: { topic },
      value: this.#counts.get(onCluster) ?? 0,
    }));
  }
}
