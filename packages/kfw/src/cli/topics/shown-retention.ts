/** A retention for people. */
import { shownSeconds } from '../rendering/progress.js';

/** `7 d`, `10 s`, `500 ms`. */
export function shownRetention(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : shownSeconds(ms / 1_000);
}
