/**
 * Event ids: UUIDs of version 7 (RFC 9562), which sort by the time they were made, in this process also within one
 * millisecond. Time and counter are kfw's own; the random rest is that of Node's version 4, which keeps a store of entropy.
 */
import { randomUUID } from 'node:crypto';

let lastMs = 0;
let counter = 0;
/** The first two groups: 48 bits of time. */
let time = '';

/** A new id, greater as text than all that this process made before. */
export function newEventId(): string {
  const nowMs = Date.now();
  counter++;
  // A clock that is set back, or more ids than the counter holds, must not break the order.
  if (nowMs > lastMs || counter > 0xfff) startMillisecond(Math.max(nowMs, lastMs + 1));
  return `${time}-7${counter.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`;
}

function startMillisecond(ms: number): void {
  lastMs = ms;
  counter = 0;
  const hex = ms.toString(16).padStart(12, '0');
  time = `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
