/**
 * Replaces values of a log line by their paths. The paths are compiled into one tree at boot, so a line costs a look at
 * the keys that they name. The given objects are the app's: what changes is copied, the rest stays as it is.
 */
import { plainValue } from '../plain-value.js';
import { everyKey, parseRedactPath } from './redact-path.js';

export const redacted = '[redacted]';

const unreadable = Symbol('unreadable');

/** A place that paths lead to. */
interface Place {
  isEnd: boolean;
  readonly keys: Map<string, Place>;
  every: Place | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Paths of an unknown form are skipped: the configuration has rejected them. */
export function redactorOf(paths: readonly string[]): (fields: object) => object {
  const root = placeWithout();
  for (const text of paths) {
    let place = root;
    for (const key of parseRedactPath(text) ?? []) place = below(place, key);
    if (place !== root) place.isEnd = true;
  }
  return (fields) => redactBelow(fields, [root]) as object;
}

function placeWithout(): Place {
  return { isEnd: false, keys: new Map(), every: undefined };
}

function below(place: Place, key: string | typeof everyKey): Place {
  if (key === everyKey) {
    place.every ??= placeWithout();
    return place.every;
  }
  const next = place.keys.get(key) ?? placeWithout();
  place.keys.set(key, next);
  return next;
}

/** The value itself where nothing in it is replaced. */
function redactValue(value: unknown, places: readonly Place[]): unknown {
  if (value === unreadable || places.some(({ isEnd }) => isEnd)) return redacted;
  if (typeof value !== 'object' || value === null) return value;
  if (isPlain(value)) return redactBelow(value, places);
  // Instances, maps and errors are looked into as they would be logged.
  const plain = plainValue(value);
  if (typeof plain !== 'object' || plain === null) return value;
  const changed = redactBelow(plain, places);
  return changed === plain ? value : changed;
}

function redactBelow(value: object, places: readonly Place[]): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const key of keysAt(value, places)) {
    const next = places.flatMap(({ keys, every }) => [keys.get(key) ?? [], every ?? []].flat());
    if (next.length === 0) continue;
    const before = read(value, key);
    const after = redactValue(before, next);
    if (after === before) continue;
    copy ??= copyOf(value);
    copy[key] = after;
  }
  return copy ?? value;
}

/** A value that cannot be read once might be read by the logger. */
function read(owner: object, key: string): unknown {
  try {
    return (owner as Fields)[key];
  } catch {
    return unreadable;
  }
}

/** Getters that throw become a note. */
function copyOf(value: object): Record<string, unknown> {
  try {
    return (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  } catch {
    return plainValue(value) as Record<string, unknown>;
  }
}

function keysAt(value: object, places: readonly Place[]): string[] {
  if (places.some(({ every }) => every !== undefined)) return Object.keys(value);
  const named = new Set(places.flatMap(({ keys }) => [...keys.keys()]));
  return [...named].filter((key) => Object.hasOwn(value, key));
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return !('toJSON' in value);
}
