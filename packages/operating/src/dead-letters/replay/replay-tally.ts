/** The counts of a replay, and its result. */
import type { DeadLetter, Place } from '../dead-letter.js';
import type { Refusal } from './replay-target.js';

export interface ReplayCounts {
  readonly replayed: number;
  readonly parked: number;
  /** By the transform. They count as handled. */
  readonly dropped: number;
  /** Not replayed and not handled, for one of the reasons of `refusals`. */
  readonly skipped: number;
  readonly failed: number;
}

export interface ReplayFailure {
  readonly place: Place;
  readonly error: Error;
}

export interface ReplayOutcome extends ReplayCounts {
  /** How many letters stay where they are, by reason. */
  readonly refusals: ReadonlyMap<string, number>;
  /** The first ones; those letters stay unhandled. */
  readonly failures: readonly ReplayFailure[];
  /** `limit`: as many as were asked for. `failed`: stopped at the first failure. `interrupted`: by the signal. */
  readonly ended: 'done' | 'limit' | 'failed' | 'interrupted';
}

/** Failures beyond these are only counted. */
const keptFailures = 20;

export class ReplayTally {
  replayed = 0;
  parked = 0;
  dropped = 0;
  skipped = 0;
  #failed = 0;
  readonly #refusals = new Map<string, number>();
  readonly #failures: ReplayFailure[] = [];

  get failed(): number {
    return this.#failed;
  }

  /** Those that count for a limit: all that were tried. */
  get tried(): number {
    return this.replayed + this.parked + this.dropped + this.#failed;
  }

  get counts(): ReplayCounts {
    const { replayed, parked, dropped, skipped, failed } = this;
    return { replayed, parked, dropped, skipped, failed };
  }

  get outcome(): Omit<ReplayOutcome, 'ended'> {
    return { ...this.counts, refusals: this.#refusals, failures: this.#failures };
  }

  refuse({ reason }: Refusal): void {
    this.skipped++;
    this.#refusals.set(reason, (this.#refusals.get(reason) ?? 0) + 1);
  }

  fail({ place }: DeadLetter, error: Error): void {
    this.#failed++;
    if (this.#failures.length < keptFailures) this.#failures.push({ place, error });
  }
}
