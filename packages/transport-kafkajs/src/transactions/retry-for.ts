/**
 * Tries again what a coordinator refuses for the moment: it moves, it loads, or the last transaction of the id is still
 * being ended. Kafka answers the latter within milliseconds, the former within seconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import { isRetriable } from '../kafkajs/kafkajs-errors.js';

export interface RetryLimits {
  /** No try begins later than so long after the first. */
  readonly retryForMs: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Whether another try may help. Default: what kafkajs says of the error. */
  readonly shouldRetry?: (error: Error) => boolean;
}

const firstPauseMs = 5;
const longestPauseMs = 500;

/** Throws what the last try threw. */
export async function retryFor<Result>(attempt: () => Promise<Result>, limits: RetryLimits): Promise<Result> {
  const { retryForMs, signal, shouldRetry = isRetriable } = limits;
  const until = performance.now() + retryForMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await attempt();
    } catch (thrown) {
      const isOver = performance.now() + pauseMs > until || signal.aborted;
      if (isOver || !shouldRetry(toError(thrown))) throw thrown;
    }
    // Whoever gives up meanwhile is told by the next try.
    await Promise.allSettled([sleep(pauseMs, undefined, { signal })]);
  }
}
