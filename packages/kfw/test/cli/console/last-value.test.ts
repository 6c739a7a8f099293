import { describe, expect, it } from '@jest/globals';
import { inspectValue, valueAsJsonLine } from '../../../src/cli/console/last-value.js';

describe('valueAsJsonLine', () => {
  it.each<[string, unknown, unknown]>([
    ['null', null, null],
    ['a bigint', 2n ** 60n, '1152921504606846976'],
    ['bytes', Buffer.from([0, 1, 255]), 'AAH/'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a map with text keys', new Map([['a', 1n]]), { a: '1' }],
    ['a map with other keys', new Map([[1, 'a']]), [[1, 'a']]],
    ['a set', new Set([Buffer.from('a')]), ['YQ==']],
    ['an error', Object.assign(new TypeError('no'), { code: 'E' }), { name: 'TypeError', message: 'no', code: 'E' }],
    ['holes and functions inside', { a: undefined, b() {}, c: [undefined] }, { c: [null] }],
    ['the same object twice', ((shared) => [shared, shared])({ a: 1 }), [{ a: 1 }, { a: 1 }]],
  ])('writes %s', (_name, value, expected) => {
    const line = valueAsJsonLine(value);
    expect(line.endsWith('\n')).toBe(true);
    expect(JSON.parse(line)).toEqual(expected);
  });

  it('writes a class and a symbol as inspected', () => {
    expect(valueAsJsonLine(class UsersConsumer {})).toBe('"[class UsersConsumer]"\n');
    expect(valueAsJsonLine(Symbol('a'))).toBe('"Symbol(a)"\n');
  });

  it('breaks cycles', () => {
    const node: Record<string, unknown> = { name: 'a' };
    node.self = new Map([['again', node]]);
    expect(JSON.parse(valueAsJsonLine(node))).toEqual({ name: 'a', self: { again: '[Circular]' } });
    const map = new Map<string, unknown>();
    map.set('map', map);
    expect(JSON.parse(valueAsJsonLine(map))).toEqual({ map: '[Circular]' });
  });

  it('writes one line whatever the value holds, and nothing for undefined', () => {
    expect(valueAsJsonLine('a\nb').match(/\n/g)).toHaveLength(1);
    expect(valueAsJsonLine(undefined)).toBe('');
    expect(inspectValue(undefined, false)).toBe('');
  });
});

describe('inspectValue', () => {
  it('shows what people read, with colours on request', () => {
    const report = {
      users: [
        [
          { eventName: 'user_created', payload: { id: 1 } },
          { topic: 'users', partition: 0, offset: '0' },
        ],
      ],
    };
    expect(inspectValue(report, false)).toBe(
      "{ users: [ [ { eventName: 'user_created', payload: { id: 1 } }, { topic: 'users', partition: 0, offset: '0' } ] ] }\n",
    );
    expect(inspectValue(1, true)).toContain('\u001b[');
  });
});
