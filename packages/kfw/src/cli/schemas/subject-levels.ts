/**
 * The compatibility levels of the subjects that an app writes to, and the warning for subjects that the registry does
 * not check.
 */
import type { AvroWriter } from '@kfw/avro';
import type { CompatibilityLevel } from '@kfw/schema-compat';
import type { Output } from '../output.js';

/** By subject; without those whose level the registry does not report. */
export type SubjectLevels = ReadonlyMap<string, CompatibilityLevel>;

export async function levelsOf(writers: readonly AvroWriter[]): Promise<SubjectLevels> {
  const levels = new Map<string, CompatibilityLevel>();
  for (const { version, registry } of writers) {
    const level = levels.get(version.subject) ?? (await registry.level(version.subject));
    if (level !== undefined) levels.set(version.subject, level);
  }
  return levels;
}

/** One warning for all subjects: most registries have one level. */
export function warnOfNoLevel(levels: SubjectLevels, output: Output): void {
  const subjects = [...levels].filter(([, level]) => level === 'NONE').map(([subject]) => subject);
  if (subjects.length === 0) return;
  const whose = subjects.length === 1 ? 'its' : 'their';
  const message =
    `the registry checks nothing for ${subjects.join(', ')}: ${whose} compatibility level is NONE. ` +
    'Set BACKWARD in the registry, so that it rejects schemas that cannot read existing data.';
  output.warn(message, { event: 'schema.unchecked', subjects, level: 'NONE', message });
}
