/** The size of a record in a batch (Kafka protocol guide, "Record"), which is written before it as a varint. */
import type { OutboundRecord } from '@kfw/core';
import { headerName } from './header-names.js';

const attributesBytes = 1;

/** Of a zigzag varint up to 32 bits. */
export function varintSize(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x20_0000) return 3;
  return zigzag < 0x1000_0000 ? 4 : 5;
}

/** Of a zigzag varint of a whole number up to 2^53. */
export function varlongSize(value: number): number {
  if (value === (value | 0)) return varintSize(value);
  let size = 1;
  for (let left = value >= 0 ? value * 2 : -value * 2 - 1; left >= 0x80; left = Math.floor(left / 0x80)) size++;
  return size;
}

function runSize(length: number): number {
  return varintSize(length) + length;
}

/**
 * Below this length, a check of each character costs less than a call into Node; the length of ASCII takes one byte.
 */
export const shortText = 64;

/** As UTF-8. */
function textBytes(text: string): number {
  if (text.length >= shortText) return Buffer.byteLength(text);
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text);
  return text.length;
}

/** What a record of a larger batch may take beyond `loneRecordSize`: its deltas of time and offset, its length. */
export const deltaBytes = 12;

/** With its length, when it is the only record of its batch: its deltas are 0. */
export function loneRecordSize(record: OutboundRecord): number {
  return runSize(recordSize(record, 0, 0));
}

/** Without the varint of the length itself. */
export function recordSize(record: OutboundRecord, timestampDelta: number, offsetDelta: number): number {
  const { key, value, headerEntries, headers } = record;
  let size = attributesBytes + varlongSize(timestampDelta) + varintSize(offsetDelta);
  size += key === null ? 1 : runSize(key.length);
  size += value === null ? 1 : runSize(value.length);
  let count = 0;
  if (headerEntries !== undefined) {
    count = headerEntries.length;
    for (const [name, sent] of headerEntries) size += runSize(name.length) + (sent === null ? 1 : runSize(sent.length));
  }
  for (const name in headers) {
    const sent = headers[name];
    if (sent === undefined) continue;
    const named = runSize(headerName(name).length);
    if (typeof sent === 'string' || Buffer.isBuffer(sent)) {
      size += named + valueSize(sent);
      count++;
      continue;
    }
    for (const each of sent) size += named + valueSize(each);
    count += sent.length;
  }
  return size + varintSize(count);
}

function valueSize(value: Buffer | string): number {
  return runSize(typeof value === 'string' ? textBytes(value) : value.length);
}
