/**
 * How many bytes a message takes in a record batch of format 2 (Kafka's protocol guide, "Record Batch"): exact for the
 * only record of a batch. Further records may take more, by their distance to the first in offset and time.
 */
import type { OutboundRecord } from '../../ports/records.js';

/** From the base offset to the number of records. */
export const batchOverheadBytes = 61;

/** What a record of a larger batch may take beyond `recordBytes`: its deltas of time and offset, its length. */
export const deltaBytes = 12;

type HeaderValue = OutboundRecord['headers'][string];

/** Bytes of the record when its batch holds no other. */
export function recordBytes({ key, value, headerEntries, headers }: OutboundRecord): number {
  // Attributes, the two deltas (0), and the number of headers.
  let body = 3 + sizedBytes(key) + sizedBytes(value);
  let count = 0;
  if (headerEntries !== undefined) {
    count = headerEntries.length;
    for (const [name, given] of headerEntries) body += sizedBytes(name) + sizedBytes(given);
  }
  for (const name of Object.keys(headers)) {
    const given = headers[name];
    if (given === undefined) continue;
    const nameBytes = Buffer.byteLength(name);
    const ownBytes = varintBytes(nameBytes) + nameBytes;
    if (isList(given)) {
      count += given.length;
      for (const each of given) body += ownBytes + headerBytes(each);
    } else {
      count += 1;
      body += ownBytes + headerBytes(given);
    }
  }
  body += varintBytes(count);
  return varintBytes(body) + body;
}

function isList(value: HeaderValue): value is readonly (Buffer | string)[] {
  return Array.isArray(value);
}

function headerBytes(value: Buffer | string): number {
  const bytes = Buffer.byteLength(value);
  return varintBytes(bytes) + bytes;
}

/** A length of -1, one byte, stands for null. */
function sizedBytes(buffer: Buffer | null): number {
  return buffer === null ? 1 : varintBytes(buffer.length) + buffer.length;
}

/** Bytes of a number of at least 0 as a zigzag varint. */
function varintBytes(value: number): number {
  if (value < 64) return 1;
  if (value < 8_192) return 2;
  if (value < 1_048_576) return 3;
  if (value < 134_217_728) return 4;
  return 5;
}
