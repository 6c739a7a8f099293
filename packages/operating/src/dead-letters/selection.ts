/** Which dead letters a command is about. Every condition that is given must hold. */
import type { DeadLetter, LetterError } from './dead-letter.js';

export interface LetterFilter {
  /** The topic that it failed in. */
  readonly sourceTopic?: string | undefined;
  /** The class or the code of its error; null for letters without an error class. */
  readonly error?: string | null | undefined;
  /** It came to the dead-letter topic at this time or later. */
  readonly since?: Date | undefined;
  /** It came to the dead-letter topic before this time. */
  readonly until?: Date | undefined;
  /** The bytes of its key; null for letters without one. */
  readonly key?: Buffer | null | undefined;
  /** Its place in the dead-letter topic. */
  readonly partition?: number | undefined;
  readonly offset?: number | undefined;
  /** Called last, when all else holds. It may throw, or wait for a schema. */
  readonly where?: ((letter: DeadLetter) => boolean | Promise<boolean>) | undefined;
}

/** Rejects with what `where` throws. */
export async function matchesFilter(filter: LetterFilter, letter: DeadLetter): Promise<boolean> {
  return matchesWithoutCode(filter, letter) && (filter.where === undefined || (await filter.where(letter)));
}

function matchesWithoutCode(filter: LetterFilter, { place, source, error, failedAt, record }: DeadLetter): boolean {
  const { sourceTopic, error: wanted, since, until, key, partition, offset } = filter;
  if (partition !== undefined && place.partition !== partition) return false;
  if (offset !== undefined && place.offset !== offset) return false;
  if (sourceTopic !== undefined && source?.topic !== sourceTopic) return false;
  if (wanted !== undefined && !hasError(error, wanted)) return false;
  if (since !== undefined && !(failedAt !== undefined && failedAt >= since)) return false;
  if (until !== undefined && !(failedAt !== undefined && failedAt < until)) return false;
  return key === undefined || isSameKey(key, record.key);
}

function hasError(error: LetterError, wanted: string | null): boolean {
  return wanted === null ? error.class === undefined : error.class === wanted || error.code === wanted;
}

function isSameKey(wanted: Buffer | null, key: Buffer | null): boolean {
  return wanted === null || key === null ? wanted === key : wanted.equals(key);
}
