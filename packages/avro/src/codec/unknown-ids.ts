/** Finds the schemas that a batch of records was written with and that are not known yet. */
import type { PayloadSide, RawRecord } from '@kfw/core';
import { schemaIdOf } from './wire-format.js';

/** Almost every record has the id of the one before it: then this compares numbers and allocates nothing. */
export function unknownIds(
  records: readonly RawRecord[],
  side: PayloadSide,
  known: { has(id: number): boolean },
): Set<number> | undefined {
  let last = -1;
  let unknown: Set<number> | undefined;
  for (const record of records) {
    const bytes = record[side];
    if (bytes === null) continue;
    const id = schemaIdOf(bytes);
    if (id === last || id === -1) continue;
    last = id;
    if (known.has(id)) continue;
    unknown ??= new Set();
    unknown.add(id);
  }
  return unknown;
}
