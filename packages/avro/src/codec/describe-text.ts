/**
 * Describes which text of a payload has half of a surrogate pair, by its path. The payload was checked, so it does not
 * contain itself.
 */
import { dotted } from './describe-mismatch.js';

export function describeText(payload: unknown): string {
  const path = pathOfIllFormed(payload, []) ?? [];
  return `${dotted(path)} has half of a surrogate pair, as text that was cut within an emoji has, and cannot be written`;
}

function pathOfIllFormed(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : path;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  for (const [name, part] of Object.entries(value)) {
    // For a map key the path of the map is shown: the key itself cannot be.
    const found = name.isWellFormed() ? pathOfIllFormed(part, [...path, name]) : path;
    if (found !== undefined) return found;
  }
  return undefined;
}
