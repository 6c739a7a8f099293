import { expect, it } from '@jest/globals';
import { levelOfTopic } from '../../src/logging/topic-levels.js';
import { matchesPattern } from '../../src/name-pattern.js';

it('a name goes before a pattern, and an earlier pattern before a later one', () => {
  const levelOf = levelOfTopic({ 'audit.*': 'warn', '*.logins': 'debug', 'audit.logins': 'error', '*': 'silent' });
  expect(['audit.logins', 'audit.x', 'a.logins', 'users'].map(levelOf)).toEqual(['error', 'warn', 'debug', 'silent']);
  expect(levelOfTopic({ users: 'warn' })('orders')).toBeUndefined();
});

it.each([
  ['audit.*', 'audit.', true],
  ['audit.*', 'audit', false],
  ['*.dead', 'users.dead', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['ab*ba', 'aba', false],
  ['*a*', 'bab', true],
  ['**', 'x', true],
  ['users', 'users', true],
  ['users', 'users2', false],
])('%s and %s: %s', (pattern, name, matches) => expect(matchesPattern(pattern, name)).toBe(matches));

it('takes no longer than the name is long', () => {
  expect(matchesPattern(`${'a*'.repeat(100)}b`, 'a'.repeat(249))).toBe(false);
});
