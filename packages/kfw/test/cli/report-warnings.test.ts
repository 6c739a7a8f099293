import { afterEach, expect, it, jest } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { reportWarnings } from '../../src/cli/report-warnings.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('what the transport warns of is a line on standard error, the same in a row once, without the log of its client', () => {
  const printed: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const monitor = new Monitor();
  reportWarnings(monitor);
  const warn = (message: string, detail: Record<string, unknown>) =>
    monitor.publish('transport.warned', { message, detail });
  warn('The log ends', { topic: 'orders' });
  for (const attempt of [1, 2]) warn('Reading failed', { attempt, error: 'not the leader' });
  warn('Connection timeout', { from: 'Connection' });
  expect(printed).toEqual(['kfw: The log ends.\n', 'kfw: Reading failed: not the leader\n']);
});
