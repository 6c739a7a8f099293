/**
 * Converts offsets, which are 64-bit integers on the wire, strings in kafkajs and numbers in kfw, without silent
 * rounding.
 */
import { transportError } from '../errors.js';

/** Throws `KFW_OFFSET_TOO_LARGE`. */
export function parseOffset(offset: string): number {
  const parsed = Number(offset);
  if (!Number.isSafeInteger(parsed)) throw transportError('KFW_OFFSET_TOO_LARGE', { offset });
  return parsed;
}

/** Throws `KFW_OFFSET_TOO_LARGE`, also for a negative one. */
export function formatOffset(offset: number): string {
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw transportError('KFW_OFFSET_TOO_LARGE', { offset: String(offset) });
  return String(offset);
}
