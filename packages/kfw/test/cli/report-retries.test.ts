import { afterEach, expect, it, jest } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { reportRetries } from '../../src/cli/report-retries.js';

afterEach(() => {
  jest.restoreAllMocks();
});

function reported(options: { readonly json?: boolean } = {}): {
  readonly monitor: Monitor;
  readonly printed: string[];
} {
  const printed: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const monitor = new Monitor();
  reportRetries(monitor, options);
  return { monitor, printed };
}

it('a delivery that fails again is a line on standard error, at each doubling of its failures', () => {
  const { monitor, printed } = reported();
  for (let attempt = 1; attempt <= 5; attempt++) {
    monitor.publish('delivery.retrying', {
      partitions: [
        { topic: 'orders', partition: 1 },
        { topic: 'users', partition: -1 },
      ],
      messages: 7,
      attempt,
      retryInMs: attempt * 100,
      error: new Error('not enough replicas'),
    });
  }
  expect(printed).toEqual([
    'kfw: could not deliver 7 messages to orders[1], users, trying again in 200 ms: not enough replicas\n',
    'kfw: could not deliver 7 messages to orders[1], users, trying again in 400 ms: not enough replicas\n',
  ]);
});

it('with --json it is a note', () => {
  const { monitor, printed } = reported({ json: true });
  monitor.publish('connection.retrying', { attempt: 1, retryInMs: 250, error: new Error('refused.') });
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    { event: 'note', message: 'refused. Trying again in 250 ms.' },
  ]);
});
