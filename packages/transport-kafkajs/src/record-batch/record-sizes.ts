/** The size of a record in a batch (Kafka protocol guide, "Record"), which is written before it as a varint. */
import type { OutboundRecord } from '@kfw/core';
import { headerName } from './header-names.js';
import { entriesSize } from './shared-entries.js';
import { varintSize, varlongSize } from './varint-sizes.js';

const attributesBytes = 1;

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
    size += entriesSize(headerEntries);
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
