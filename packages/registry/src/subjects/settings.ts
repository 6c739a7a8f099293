/** Compatibility levels and modes: the global ones, and those of subjects. */
import { type CompatibilityLevel, isCompatibilityLevel } from '@kfw/schema-compat';
import { RegistryError, subjectNotFound } from '../registry-error.js';
import { type Mode, modes } from '../store/change.js';
import type { Store } from '../store/store.js';

export function modeOf(store: Store, subject: string): Mode {
  return store.state.modes.get(subject) ?? store.state.globalMode;
}

/** @throws RegistryError 42205 */
export function requireWritable(store: Store, subject: string): void {
  if (modeOf(store, subject) !== 'READONLY') return;
  throw new RegistryError(422, 42205, `Subject '${subject}' is read-only: its mode is READONLY.`);
}

/**
 * A subject's level: its own, or the global one if it has versions or the caller allows it. @throws RegistryError 40401
 */
export function readLevel(store: Store, subject: string, defaultToGlobal: boolean): CompatibilityLevel {
  const { levels, subjects } = store.state;
  if (!defaultToGlobal && !levels.has(subject) && !subjects.has(subject)) throw subjectNotFound(subject);
  return store.levelOf(subject);
}

/** @throws RegistryError 42203 */
export function setLevel(store: Store, subject: string | undefined, level: unknown): CompatibilityLevel {
  if (!isCompatibilityLevel(level)) {
    throw new RegistryError(
      422,
      42203,
      'Invalid compatibility level. Valid are NONE, BACKWARD, FORWARD and FULL, and these three with _TRANSITIVE.',
    );
  }
  store.change({ change: 'level', level, ...(subject === undefined ? {} : { subject }) });
  return level;
}

/** Returns the level that was in effect. @throws RegistryError 40401 */
export function deleteLevel(store: Store, subject: string | undefined): CompatibilityLevel {
  const level = subject === undefined ? store.globalLevel : readLevel(store, subject, false);
  store.change({ change: 'level', ...(subject === undefined ? {} : { subject }) });
  return level;
}

/** @throws RegistryError 40409 unless the subject has its own mode, or the caller allows the global one. */
export function readMode(store: Store, subject: string, defaultToGlobal: boolean): Mode {
  if (!defaultToGlobal && !store.state.modes.has(subject)) {
    throw new RegistryError(404, 40409, `Subject '${subject}' has no mode of its own.`);
  }
  return modeOf(store, subject);
}

/** @throws RegistryError 42204 */
export function setMode(store: Store, subject: string | undefined, given: unknown): Mode {
  const mode = modes.find((known) => known === given);
  if (mode === undefined) throw new RegistryError(422, 42204, `Invalid mode. Valid are ${modes.join(', ')}.`);
  store.change({ change: 'mode', mode, ...(subject === undefined ? {} : { subject }) });
  return mode;
}

/** Returns the mode that the subject had. @throws RegistryError 40409 */
export function deleteMode(store: Store, subject: string): Mode {
  const mode = readMode(store, subject, false);
  store.change({ change: 'mode', subject });
  return mode;
}
