/**
 * The ranges of handled offsets above a committed offset, as the text that a commit keeps beside it: the lengths of the gap
 * before each range and of the range, as LEB128 numbers, deflated, in base64url after the version `1:`.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { OffsetRange } from './offset-ranges.js';

const version = '1:';

/** Kafka's default for `offset.metadata.max.bytes`. */
export const maxMetadataBytes = 4_096;

/** More than 4 KiB of base64 can hold when it is deflated as far as possible: a cluster with a larger limit may hold any text. */
const maxInflatedBytes = 4 * 1_048_576;

/** Empty without ranges. */
export function encodeRanges(frontier: number, ranges: readonly OffsetRange[]): string {
  if (ranges.length === 0) return '';
  const bytes: number[] = [];
  let position = frontier;
  for (const { from, end } of ranges) {
    appendNumber(bytes, from - position);
    appendNumber(bytes, end - from);
    position = end;
  }
  return `${version}${deflateRawSync(Buffer.from(bytes)).toString('base64url')}`;
}

/** Throws when it is not such a text. */
export function decodeRanges(frontier: number, metadata: string): OffsetRange[] {
  if (metadata === '') return [];
  if (!metadata.startsWith(version)) throw new Error(`it does not begin with "${version}"`);
  const lengths = numbersOf(
    inflateRawSync(Buffer.from(metadata.slice(version.length), 'base64url'), { maxOutputLength: maxInflatedBytes }),
  );
  const ranges: OffsetRange[] = [];
  let position = frontier;
  for (let index = 0; index < lengths.length; index += 2) {
    const from = position + (lengths[index] ?? 0);
    position = from + (lengths[index + 1] ?? 0);
    if (position <= from || !Number.isSafeInteger(position)) throw new Error('its lengths are not those of ranges');
    ranges.push({ from, end: position });
  }
  return ranges;
}

/** Offsets exceed 32 bits, so without bit operators. */
function appendNumber(bytes: number[], number: number): void {
  let rest = number;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function numbersOf(bytes: Buffer): number[] {
  const numbers: number[] = [];
  let number = 0;
  let factor = 1;
  for (const byte of bytes) {
    number += (byte % 128) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    numbers.push(number);
    number = 0;
    factor = 1;
  }
  if (factor !== 1) throw new Error('it is cut off');
  return numbers;
}
