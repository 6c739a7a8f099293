/** Dead letters for tests, with the headers of kfw. */
import { headersByName, type RawRecord } from '@kfw/core';
import { type DeadLetter, parseDeadLetter, type ScannedLetter } from '../../../src/index.js';

export const topic = 'orders.dead-letters';

export type Header = readonly [name: string | Buffer, value: string | null];

export interface LetterDraft {
  readonly topic?: string;
  readonly offset?: number;
  readonly partition?: number;
  readonly key?: string | null;
  readonly headers?: readonly Header[];
  readonly source?: readonly Header[];
  readonly problem?: Error;
}

export const fromOrders: readonly Header[] = [
  ['kfw-source-topic', 'orders'],
  ['kfw-source-partition', '3'],
  ['kfw-source-offset', '42'],
  ['kfw-source-timestamp', '2026-11-01T10:00:00.000Z'],
  ['kfw-source-group', 'shop_app'],
];

export function letterOf(draft: LetterDraft = {}): DeadLetter {
  const { offset = 7, partition = 0, key = 'one', headers = [], source = fromOrders, problem } = draft;
  const place = { topic: draft.topic ?? topic, partition };
  const headerEntries = [...headers, ...source].map(
    ([name, value]) => [Buffer.from(name as string), value === null ? null : Buffer.from(value)] as const,
  );
  const record: RawRecord = {
    offset,
    timestamp: 1_000,
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(`letter ${offset}`),
    headers: headersByName(headerEntries),
    headerEntries,
    sizeBytes: 10,
    problem,
  };
  return parseDeadLetter(place, record);
}

export async function* scanOf(...drafts: readonly LetterDraft[]): AsyncGenerator<ScannedLetter, undefined> {
  for (const [offset, draft] of drafts.entries()) {
    const letter = letterOf({ offset, ...draft });
    yield { letter, range: { from: letter.place.offset, end: letter.place.offset + 1 } };
  }
  return undefined;
}

/** The headers of a record that is sent, as text. */
export function headersOf({ headerEntries = [] }: { headerEntries?: RawRecord['headerEntries'] }): string[][] {
  return headerEntries.map(([name, value]) => [name.toString('latin1'), value === null ? 'null' : value.toString()]);
}
