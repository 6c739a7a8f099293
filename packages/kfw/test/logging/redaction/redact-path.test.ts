import { describe, expect, it } from '@jest/globals';
import { everyKey, parseRedactPath } from '../../../src/logging/redaction/redact-path.js';

describe('a path of a value that is not logged', () => {
  it.each([
    ['password', ['password']],
    ['user.email', ['user', 'email']],
    ['headers.x-api-key', ['headers', 'x-api-key']],
    ['*.token', [everyKey, 'token']],
    ['users[*].email', ['users', everyKey, 'email']],
    ['users[0].email', ['users', '0', 'email']],
    ['headers["x.y"]', ['headers', 'x.y']],
    ["['a b'].c", ['a b', 'c']],
  ])('%s', (text, path) => expect(parseRedactPath(text)).toEqual(path));

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'a b',
    'a[',
    'a[]',
    'a[b]',
    'a]',
    'a*',
    '**.a',
    '*.*.*.*',
    `${'a.'.repeat(12)}a`,
    'a'.repeat(501),
  ])('is not %j', (text) => expect(parseRedactPath(text)).toBeUndefined());
});
