/**
 * Reads the fields of a record in the writer's order and creates the reader's object. The code is generated, as avsc
 * does for each record: a loop over the fields is ten times slower, because the engine cannot distinguish the loops of
 * different records. The compiled text holds only numbers, nothing of either schema.
 */
import type { Readable, Skippable, Tap } from '../encoding/avsc-internals.js';
import { located } from './unreadable-value.js';

/** One step of reading: into a field of the reader, by its index, or past a field that the reader does not have. */
export type FieldStep = { readonly into: number; readonly value: Readable } | { readonly past: Skippable };

type RecordConstructor = new (...values: never[]) => object;

/** `steps` set every field of the reader once. */
export function recordReader(
  plain: RecordConstructor,
  names: readonly string[],
  steps: readonly FieldStep[],
): (tap: Tap) => object {
  const parts = steps.map((step) => ('into' in step ? step.value : step.past));
  const lines = steps.map((step, index) =>
    'into' in step ? `at = ${step.into}; field${step.into} = part${index}._read(tap);` : `part${index}._skip(tap);`,
  );
  const fields = names.map((_, index) => `field${index}`);
  const body = `return (tap) => {
    let ${['at = -1', ...fields].join(', ')};
    try { ${lines.join(' ')} } catch (thrown) { throw located(thrown, names[at]); }
    return new Plain(${fields.join(', ')});
  };`;
  const partNames = parts.map((_, index) => `part${index}`);
  return new Function('Plain', 'located', 'names', ...partNames, body)(plain, located, names, ...parts);
}
