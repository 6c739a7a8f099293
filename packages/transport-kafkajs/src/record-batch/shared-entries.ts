/**
 * The bytes of header entries that records share: those of a trace are the same for every message of a turn, and are encoded once
 * (`bench -- produce --observed`). Entries that come once are not kept.
 */
import type { HeaderEntry } from '@kfw/core';
import { WireWriter } from '../wire/writer.js';
import { varintSize } from './varint-sizes.js';

let last: readonly HeaderEntry[] | undefined;
let bytes: Buffer | undefined;

/** `undefined` when they are not those of the record before. */
function sharedBytes(entries: readonly HeaderEntry[]): Buffer | undefined {
  if (entries !== last) {
    last = entries;
    bytes = undefined;
    return undefined;
  }
  bytes ??= encoded(entries);
  return bytes;
}

/** Of entries one by one. */
export function entriesSize(entries: readonly HeaderEntry[]): number {
  const shared = sharedBytes(entries);
  return shared === undefined ? sizeOf(entries) : shared.length;
}

function sizeOf(entries: readonly HeaderEntry[]): number {
  let size = 0;
  for (const [name, sent] of entries) {
    size += varintSize(name.length) + name.length;
    size += sent === null ? 1 : varintSize(sent.length) + sent.length;
  }
  return size;
}

function encoded(entries: readonly HeaderEntry[]): Buffer {
  const writer = WireWriter.forBytes(sizeOf(entries));
  writeEach(writer, entries);
  return writer.written;
}

export function writeEntries(writer: WireWriter, entries: readonly HeaderEntry[]): void {
  const shared = sharedBytes(entries);
  if (shared === undefined) writeEach(writer, entries);
  else writer.raw(shared);
}

function writeEach(writer: WireWriter, entries: readonly HeaderEntry[]): void {
  for (const [name, sent] of entries) {
    writer.varint(name.length);
    writer.raw(name);
    if (sent === null) {
      writer.varint(-1);
    } else {
      writer.varint(sent.length);
      writer.raw(sent);
    }
  }
}
