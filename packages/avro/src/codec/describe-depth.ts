/**
 * Describes why a payload is too deep to be checked and written recursively: it contains itself, which is described
 * with the path, or it has too many levels. The walk is not recursive.
 */
import { dotted } from './describe-mismatch.js';

interface Level {
  readonly value: object;
  readonly name: string;
  readonly entries: Iterator<[string, unknown]>;
}

export function describeDepth(payload: unknown): string {
  const levels: Level[] = [];
  const open = new Map<object, number>();
  const done = new Set<object>();
  let deepest = 0;
  const enter = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || done.has(value)) return;
    open.set(value, levels.length);
    levels.push({ value, name, entries: Object.entries(value).values() });
    deepest = Math.max(deepest, levels.length);
  };
  const pathTo = (depth: number): string[] => levels.slice(1, depth + 1).map(({ name }) => name);
  enter('', payload);
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const next = level.entries.next();
    if (next.done) {
      open.delete(level.value);
      done.add(level.value);
      levels.pop();
      continue;
    }
    const [name, value] = next.value;
    const ancestor = open.get(value as object);
    if (ancestor !== undefined) {
      const [fieldPath, whole] = [dotted([...pathTo(levels.length), name]), dotted(pathTo(ancestor))];
      return `${fieldPath} is ${whole} again: a value that contains itself cannot be written`;
    }
    enter(name, value);
  }
  return `it has ${deepest} levels, which are too many to be written`;
}
