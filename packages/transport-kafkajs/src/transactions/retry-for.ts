/**
 * Retries requests that a coordinator rejects temporarily: it moves, it loads, or the last transaction of the id is
 * still ending. The latter takes Kafka milliseconds, the former seconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, toError } from '@kfw/core';
import { isRetriable } from '../kafkajs/kafkajs-errors.js';

export interface RetryLimits {
  /** No attempt begins later than this after the first. */
  readonly retryForMs: number;
  /** Aborted when the result is not needed any more. */
  readonly signal: AbortSignal;
  /** Whether a retry may help. Default: kafkajs's mark on the error. */
  readonly shouldRetry?: (error: Error) => boolean;
}

const firstPauseMs = 5;
const longestPauseMs = 500;

/** Throws the error of the last attempt. */
export async function retryFor<Result>(attempt: () => Promise<Result>, limits: RetryLimits): Promise<Result> {
  const { retryForMs, signal, shouldRetry = isRetriable } = limits;
  const until = performance.now() + retryForMs;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (thrown) {
      const pauseMs = backoffMs(failures, { first: firstPauseMs, longest: longestPauseMs });
      const isOver = performance.now() + pauseMs > until || signal.aborted;
      if (isOver || !shouldRetry(toError(thrown))) throw thrown;
      // After an abort the next attempt throws.
      await Promise.allSettled([sleep(pauseMs, undefined, { signal })]);
    }
  }
}
