/**
 * The message that a dead letter becomes when it is replayed: key, value and headers byte by byte, without the headers of
 * the failure, so that its attempts begin at 1, and with headers that say where it was replayed from.
 */
import { failureHeaders, type HeaderEntry, headerEntriesOf } from '@kfw/core';
import type { DeadLetter, Place } from '../dead-letter.js';
import { replayHeaders } from '../replay-headers.js';

/** A message as bytes, without the headers of an earlier failure or replay. */
export interface ReplayedMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** In the order in which they were sent, repetitions included. */
  readonly headerEntries: readonly HeaderEntry[];
}

/** What says where a message came from first: a message of a retry topic keeps it, for its next dead letter. */
const sourceHeaders: ReadonlySet<string> = new Set([
  failureHeaders.topic,
  failureHeaders.partition,
  failureHeaders.offset,
  failureHeaders.timestamp,
]);

const ownHeaders: ReadonlySet<string> = new Set([...Object.values(failureHeaders), ...Object.values(replayHeaders)]);

/** The message as it was before it failed. */
export function originalMessage({ record }: DeadLetter): ReplayedMessage {
  const { key, value } = record;
  return { key, value, headerEntries: headerEntriesOf(record).filter(([name]) => !ownHeaders.has(textOf(name))) };
}

/** Its headers when it is sent at `atMs`. `keepsSource`: it goes to a retry topic. */
export function headersOfReplay(
  { headerEntries }: ReplayedMessage,
  letter: DeadLetter,
  { atMs, keepsSource }: { readonly atMs: number; readonly keepsSource: boolean },
): HeaderEntry[] {
  const source = keepsSource ? headerEntriesOf(letter.record).filter(([name]) => sourceHeaders.has(textOf(name))) : [];
  return [
    ...headerEntries,
    ...source,
    entry(replayHeaders.at, new Date(atMs).toISOString()),
    entry(replayHeaders.count, String(letter.replayCount + 1)),
    entry(replayHeaders.from, textOfPlace(letter.place)),
  ];
}

/** `orders.dead-letters/0/42`. */
export function textOfPlace({ topic, partition, offset }: Place): string {
  return `${topic}/${partition}/${offset}`;
}

function entry(name: string, value: string): HeaderEntry {
  return [Buffer.from(name), Buffer.from(value)];
}

/** Names need not be UTF-8. */
function textOf(name: Buffer): string {
  return name.toString('latin1');
}
