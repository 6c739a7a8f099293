/**
 * Makes the changes of a plan: creates topics, then adds partitions, then alters the named settings. It deletes nothing,
 * and two runs at once end in the same topics: what another run has done meanwhile counts as done.
 */
import { isKfwError, toError } from '@kfw/core';
import type { TopicChange } from '../planning/topic-change.js';
import type { AppliedChange, ApplyAdmin, BatchOutcome } from './applied-change.js';
import { batchesOf, type ChangeBatch } from './change-batches.js';

export interface ApplyProgress {
  readonly done: number;
  readonly total: number;
}

export interface ApplyOptions {
  /** Ends between two requests; what is left is `notDone`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ApplyProgress) => void) | undefined;
}

export interface AppliedTopics {
  /** In the order in which they were made. */
  readonly results: readonly AppliedChange[];
  /** Not begun, because the signal fired or the connection was lost. The lost connection is the error of the last results. */
  readonly notDone: readonly TopicChange[];
}

/** Resolves also when changes fail: each result may have an error. */
export async function applyTopics(
  admin: ApplyAdmin,
  changes: readonly TopicChange[],
  { signal, onProgress }: ApplyOptions = {},
): Promise<AppliedTopics> {
  const results: AppliedChange[] = [];
  const later: TopicChange[] = [];
  const queue = batchesOf(changes);
  const left = (): TopicChange[] => [...queue.flatMap((batch) => batch.changes), ...later];
  while (!signal?.aborted) {
    const batch = queue.shift();
    if (batch === undefined) break;
    const outcome = await batch.run(admin).catch((thrown: unknown) => failureOf(batch, toError(thrown)));
    results.push(...outcome.results);
    later.push(...outcome.later);
    if (outcome.results.some(({ error }) => error !== undefined && isConnectionLost(error))) break;
    if (queue.length === 0) queue.push(...batchesOf(later.splice(0)));
    onProgress?.({ done: results.length, total: results.length + left().length });
  }
  return { results, notDone: left() };
}

function failureOf({ changes }: ChangeBatch, error: Error): BatchOutcome {
  return { results: changes.map((change) => ({ change, error })), later: [] };
}

function isConnectionLost(error: Error): boolean {
  return isKfwError(error, 'KFW_BROKER_UNREACHABLE') || isKfwError(error, 'KFW_AUTHENTICATION_FAILED');
}
