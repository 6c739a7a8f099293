/** A server that is read again and again: its last two readings, from which rates follow, and since when it is silent. */
import { toError } from '@kfw/core';
import { readStatus, type StatusReading } from './read-status.js';
import type { LaneStatus, ServerStatus } from './server-status.js';

export interface LaneRates {
  /** Messages that are done, a second. */
  readonly messages: number | null;
  /** Handler calls that failed, a second. */
  readonly failures: number | null;
}

const unknown: LaneRates = { messages: null, failures: null };

export class WatchedServer {
  #last: StatusReading | undefined;
  #before: ServerStatus | undefined;
  #failure: { readonly since: Date; readonly error: Error } | undefined;
  readonly #counts = new Map<string, LaneStatus>();

  constructor(
    readonly url: string,
    private readonly read: typeof readStatus = readStatus,
  ) {}

  /** The last reading that succeeded. */
  get reading(): StatusReading | undefined {
    return this.#last;
  }

  /** Since when it does not answer, and with which error now. */
  get failure(): { readonly since: Date; readonly error: Error } | undefined {
    return this.#failure;
  }

  /** Reads once. Rejects only with the reason of `signal`: other errors are its `failure`. */
  async update(signal: AbortSignal): Promise<void> {
    try {
      const reading = await this.read(this.url, signal);
      this.#before = this.#failure === undefined ? this.#last?.status : undefined;
      this.#last = reading;
      this.#failure = undefined;
    } catch (thrown) {
      signal.throwIfAborted();
      this.#failure = { since: this.#failure?.since ?? new Date(), error: toError(thrown) };
    }
    this.#counts.clear();
    for (const { group, lanes } of this.#before?.groups ?? [])
      for (const lane of lanes) this.#counts.set(keyOf(group, lane), lane);
  }

  /** Unknown before the second reading, and for one that began again in the meantime. */
  ratesOf(group: string, lane: LaneStatus): LaneRates {
    const now = this.#last?.status;
    const before = this.#before;
    const lastLane = this.#counts.get(keyOf(group, lane));
    if (this.#failure !== undefined || now === undefined || before === undefined || lastLane === undefined)
      return unknown;
    const seconds = ((now.uptimeMs ?? 0) - (before.uptimeMs ?? 0)) / 1_000;
    if (seconds <= 0 || now.pid !== before.pid || now.startedAt !== before.startedAt) return unknown;
    return {
      messages: perSecond(doneOf(lane), doneOf(lastLane), seconds),
      failures: perSecond(lane.failures ?? 0, lastLane.failures ?? 0, seconds),
    };
  }
}

function keyOf(group: string, { topic, partition }: LaneStatus): string {
  return `${group}\n${topic}\n${partition}`;
}

function doneOf({ messages }: LaneStatus): number {
  return Object.values(messages ?? {}).reduce((sum, count) => sum + count, 0);
}

function perSecond(now: number, before: number, seconds: number): number | null {
  return now < before ? null : (now - before) / seconds;
}
