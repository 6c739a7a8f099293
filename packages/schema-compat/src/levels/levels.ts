/**
 * Compatibility levels over the versions of a subject. `BACKWARD`: the new schema reads what the last version wrote;
 * `FORWARD`: the last version reads what the new schema writes; `FULL`: both. The transitive levels apply to every
 * earlier version.
 */
import { checkCompatibility } from '../resolution/check-compatibility.js';
import type { Incompatibility } from '../resolution/incompatibility.js';
import type { AvroSchema } from '../schema/avro-schema.js';

export const compatibilityLevels = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const;

export type CompatibilityLevel = (typeof compatibilityLevels)[number];

/** An incompatibility with one of the earlier versions. */
export interface LevelViolation extends Incompatibility {
  /** `backward`: the new schema cannot read the earlier version's data; `forward`: the reverse. */
  readonly direction: 'backward' | 'forward';
  /** The index in `earlier`. */
  readonly index: number;
}

export function isCompatibilityLevel(value: unknown): value is CompatibilityLevel {
  return compatibilityLevels.some((level) => level === value);
}

/**
 * The violations of the level by the next version. `earlier` is oldest first; the latest is checked first. @throws
 * SchemaError
 */
export function checkLevel(
  level: CompatibilityLevel,
  next: string | AvroSchema,
  earlier: readonly (string | AvroSchema)[],
): LevelViolation[] {
  const violations: LevelViolation[] = [];
  const oldest = level.endsWith('_TRANSITIVE') ? 0 : Math.max(0, earlier.length - 1);
  const backward = level.startsWith('BACKWARD') || level.startsWith('FULL');
  const forward = level.startsWith('FORWARD') || level.startsWith('FULL');
  for (let index = earlier.length - 1; index >= oldest; index--) {
    const version = earlier[index];
    if (version === undefined) continue;
    if (backward) {
      for (const one of checkCompatibility(next, version)) violations.push({ ...one, direction: 'backward', index });
    }
    if (forward) {
      for (const one of checkCompatibility(version, next)) violations.push({ ...one, direction: 'forward', index });
    }
  }
  return violations;
}
