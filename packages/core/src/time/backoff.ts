/** Exponential back-off: how long to wait before something that failed is tried again. */

export interface Backoff {
  /** The pause after the first failure, in milliseconds; each further one is twice as long. */
  readonly first: number;
  /** The longest pause, in milliseconds, without jitter. */
  readonly longest: number;
  /** From 0 to 1: shortens the pause by up to a fifth, so that what failed together is not repeated together. */
  readonly jitter?: number;
}

/** More would leave the range of numbers. */
const maxDoublings = 31;

const jitterShare = 0.2;

/** Milliseconds to wait after `failures` failures in a row, counted from 1. */
export function backoffMs(failures: number, { first, longest, jitter = 0 }: Backoff): number {
  const full = Math.min(longest, first * 2 ** Math.min(failures - 1, maxDoublings));
  return Math.round(full * (1 - jitterShare * jitter));
}
