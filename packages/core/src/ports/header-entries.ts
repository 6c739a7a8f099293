/** Headers one by one, as they lie in a record, and by name, as they are read. */
import type { HeaderEntry, OutboundRecord, RawHeaders, RawHeaderValue, RawRecord } from './records.js';

/** Those of a record: as they were sent, or for a source that has only names and values, made from those. */
export function headerEntriesOf({ headerEntries, headers }: RawRecord): readonly HeaderEntry[] {
  return headerEntries ?? Object.entries(headers).flatMap(([name, sent]) => entriesOfHeader(name, sent));
}

/** Those that a record is sent with. */
export function entriesToSend({ headerEntries = [], headers }: OutboundRecord): HeaderEntry[] {
  return [...headerEntries, ...Object.entries(headers).flatMap(([name, sent]) => entriesOfHeader(name, sent))];
}

/**
 * Without a prototype: a sender chooses the names, `__proto__` among them. A name that was sent repeatedly holds a list;
 * one that is not UTF-8 shows a replacement character for what cannot be read.
 */
export function headersByName(entries: readonly HeaderEntry[]): RawHeaders {
  const headers: Record<string, RawHeaderValue | readonly RawHeaderValue[]> = Object.create(null);
  for (const [nameBytes, value] of entries) {
    const name = nameBytes.toString('utf8');
    const sent = headers[name];
    if (sent === undefined) headers[name] = value;
    else headers[name] = isList(sent) ? [...sent, value] : [sent, value];
  }
  return headers;
}

/** As text: a null value reads as an empty one. A name may be `__proto__`, and must not become a prototype. */
export function headersAsText(raw: RawHeaders): Readonly<Record<string, string | readonly string[]>> {
  const headers: Record<string, string | readonly string[]> = {};
  for (const name of Object.keys(raw)) {
    const given = raw[name];
    if (given === undefined) continue;
    const value = isList(given) ? given.map(textOf) : textOf(given);
    if (name === '__proto__') Object.defineProperty(headers, name, { value, enumerable: true });
    else headers[name] = value;
  }
  return headers;
}

function textOf(value: RawHeaderValue): string {
  return value === null ? '' : value.toString('utf8');
}

function entriesOfHeader(name: string, sent: Value | readonly Value[]): HeaderEntry[] {
  const bytes = Buffer.from(name);
  const values = isList(sent) ? sent : [sent];
  return values.map((value) => [bytes, typeof value === 'string' ? Buffer.from(value) : value]);
}

type Value = RawHeaderValue | string;

function isList<Item extends Value>(sent: Item | readonly Item[]): sent is readonly Item[] {
  return Array.isArray(sent);
}
