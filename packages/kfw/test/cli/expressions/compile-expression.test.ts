import { describe, expect, it } from '@jest/globals';
import { isKfwError } from '@kfw/core';
import { compileExpression } from '../../../src/cli/expressions/compile-expression.js';

const message = {
  payload: { id: 7, tags: ['a'], at: null as { day: number } | null },
  key: 'k1',
  headers: { source: 'shop' },
  timestamp: new Date(1_000),
  partition: 2,
  offset: 41,
  topic: 'orders',
};
const variables = Object.keys(message);
const compile = (source: string) => compileExpression<typeof message>(source, { option: '--filter', variables });

function mistakeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    if (isKfwError(thrown, 'KFW_EXPRESSION_INVALID')) return thrown.message;
    throw thrown;
  }
  throw new Error('it did not throw');
}

describe('an expression over a message', () => {
  it.each([
    ['payload.id > 5', true],
    ['payload.id > 7', false],
    ["key === 'k1' && headers.source === 'shop'", true],
    ['partition === 2 && offset >= 41 && topic.startsWith("o")', true],
    ['timestamp < Date.now()', true],
    ['message.payload.tags.includes("a")', true],
    ['payload.at?.day > 3', false],
    ['payload.tags.some((tag) => tag === "a") // a comment', true],
    ['/id=\\d/.test("id=1")', true],
    ['/payload.id = 5/.test("x")', false],
    ['"payload = 1" === key', false],
    ['[1, 2].length', true],
  ])('%s is %s', (source, expected) => {
    expect(compile(source)(message)).toBe(expected);
  });

  it('does not read a field that it does not name', () => {
    const guarded = {
      ...message,
      get payload(): never {
        throw new Error('decoded');
      },
    };
    expect(compileExpression<typeof guarded>('key === "k1"', { option: '--filter', variables })(guarded)).toBe(true);
  });

  it('fails for a field that cannot be read only where it is used', () => {
    const broken = {
      ...message,
      get payload(): never {
        throw new Error('not decodable');
      },
    };
    const run = (source: string) => compileExpression<typeof broken>(source, { option: '--filter', variables })(broken);
    expect(run('partition === 1 && payload.id > 5')).toBe(false);
    expect(run('message.key === key || payload.id > 5')).toBe(true);
    expect(() => run('partition === 2 && payload.id > 5')).toThrow('not decodable');
    expect(() => run('payload?.id > 5')).toThrow('not decodable');
  });

  it('throws what it throws', () => {
    expect(() => compile('payload.at.day > 3')(message)).toThrow('Cannot read properties of null');
  });
});

describe('an expression that cannot be used', () => {
  it('names the position of a syntax error, and the variables', () => {
    expect(mistakeOf(() => compile('payload.id > * 5'))).toBe(
      "--filter 'payload.id > * 5' cannot be used: Unexpected token '*' at column 14.\n" +
        '  payload.id > * 5\n' +
        '               ^\n' +
        'Variables: payload, key, headers, timestamp, partition, offset, topic, and message with all of them.',
    );
    expect(mistakeOf(() => compile('payload.id >\n 5 5'))).toContain('at line 2, column 4.');
  });

  it.each([
    ['', 'it is empty'],
    ['payload.id >', 'it ends too early'],
    ['payload.id > 5) || (true', 'Unexpected token'],
    ['payload.id > 5; true', 'Unexpected token'],
    ['payload.id = 5', '`payload.id =` assigns'],
    ["payload['id'] += 5", "`payload['id'] =` assigns"],
    ['await payload', 'Unexpected identifier'],
  ])('%j: %s', (source, reason) => {
    expect(mistakeOf(() => compile(source))).toContain(reason);
  });

  it('names a variable that does not exist, and the nearest', () => {
    const run = compile('payloda.id > 5');
    expect(mistakeOf(() => run(message))).toContain('there is no payloda. Did you mean payload?');
    expect(mistakeOf(() => compile('(async () => true)()')(message))).toContain('its value is a promise');
  });
});
