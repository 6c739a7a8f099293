/**
 * Arrays and maps on the wire: blocks of a count and that many items, until a count of zero; a negative count is
 * followed by the block's size in bytes (specification, "Arrays" and "Maps"). Counts are not trusted: reading stops at
 * the end of the bytes, and items of zero bytes are limited.
 */
import { checkInside, MalformedBytes, type Tap } from './avsc-internals.js';
import { readLong } from './long.js';

const maxEmptyItems = 1000;

/** Calls `readItem` once for each item. */
export function readBlocks(tap: Tap, readItem: (tap: Tap) => void): void {
  let emptyItems = 0;
  for (let count = readLong(tap); count !== 0; count = readLong(tap)) {
    if (count < 0) {
      count = -count;
      readLong(tap);
    }
    for (let read = 0; read < count; read++) {
      const start = tap.pos;
      readItem(tap);
      checkInside(tap);
      if (tap.pos === start && ++emptyItems > maxEmptyItems) {
        throw new MalformedBytes(`more than ${maxEmptyItems} items without content`);
      }
    }
    checkInside(tap);
  }
}

/** Skips without reading: a block with a size is skipped at once. */
export function skipBlocks(tap: Tap, skipItem: (tap: Tap) => void): void {
  for (let count = readLong(tap); count !== 0; count = readLong(tap)) {
    if (count < 0) {
      const sizeBytes = readLong(tap);
      if (!(sizeBytes >= 0)) throw new MalformedBytes('a block of negative size');
      tap.pos += sizeBytes;
    } else {
      for (let skipped = 0; skipped < count; skipped++) {
        const start = tap.pos;
        skipItem(tap);
        checkInside(tap);
        if (tap.pos === start) break;
      }
    }
    checkInside(tap);
  }
}
