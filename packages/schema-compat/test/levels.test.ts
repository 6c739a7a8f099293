import { describe, expect, it } from '@jest/globals';
import { type CompatibilityLevel, checkLevel } from '../src/index.js';

const record = (...fields: unknown[]): string => JSON.stringify({ type: 'record', name: 'R', fields });
const a = { name: 'a', type: 'int' };
const b = { name: 'b', type: 'int' };
const withDefault = { ...b, default: 0 };

const seen = (level: CompatibilityLevel, next: string, earlier: string[]): string[] =>
  checkLevel(level, next, earlier).map(({ direction, index, path }) => `${direction} ${index} ${path}`);

describe('levels', () => {
  it('backward: the new one reads the last', () => {
    expect(seen('BACKWARD', record(a, b), [record(a)])).toEqual(['backward 0 /fields/1']);
    expect(seen('BACKWARD', record(a), [record(a, b)])).toEqual([]);
  });

  it('forward: the last reads the new one', () => {
    expect(seen('FORWARD', record(a, b), [record(a)])).toEqual([]);
    expect(seen('FORWARD', record(a), [record(a, b)])).toEqual(['forward 0 /fields/1']);
  });

  it('full: both', () => {
    expect(seen('FULL', record(b), [record(a)])).toEqual(['backward 0 /fields/0', 'forward 0 /fields/0']);
    expect(seen('FULL', record(a, withDefault), [record(a)])).toEqual([]);
  });

  it.each([
    ['BACKWARD', [record(a), record(a, withDefault)], record(a, b), 'backward 0 /fields/1'],
    ['FORWARD', [record(a, b), record(a, withDefault)], record(a), 'forward 0 /fields/1'],
    ['FULL', [record(a), record(a, withDefault)], record(a, b), 'backward 0 /fields/1'],
  ] as const)(
    '%s checks the last version only, its transitive form all versions',
    (level, earlier, next, violation) => {
      expect(seen(level, next, [...earlier])).toEqual([]);
      expect(seen(`${level}_TRANSITIVE`, next, [...earlier])).toEqual([violation]);
    },
  );

  it('none: nothing is checked', () => {
    expect(seen('NONE', '"int"', ['"string"'])).toEqual([]);
  });

  it('no earlier version: nothing to break', () => {
    expect(seen('FULL_TRANSITIVE', '"int"', [])).toEqual([]);
  });
});
