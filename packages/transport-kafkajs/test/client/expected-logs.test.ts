import { expect, it } from '@jest/globals';
import { isExpectedOfConsumer } from '../../src/client/expected-logs.js';

const entry = (message: string, error?: string) => ({
  namespace: 'Connection',
  level: 1,
  label: 'ERROR',
  log: { timestamp: '', message, error },
});
const rebalancing = 'The group is rebalancing, so a rejoin is needed';

it('rebalances and unknown topics are expected, as they are reported elsewhere', () => {
  expect(isExpectedOfConsumer(entry('The group is rebalancing, re-joining', rebalancing))).toBe(true);
  expect(isExpectedOfConsumer(entry('Response Heartbeat(key: 12, version: 3)', rebalancing))).toBe(true);
  const unknown = 'This server does not host this topic-partition';
  expect(isExpectedOfConsumer(entry('Response Metadata(key: 3, version: 6)', unknown))).toBe(true);
});

it('a failed commit, and any other error, is not', () => {
  expect(isExpectedOfConsumer(entry('Response OffsetCommit(key: 8, version: 5)', rebalancing))).toBe(false);
  expect(isExpectedOfConsumer(entry('Response Heartbeat(key: 12, version: 3)', 'Not authorized'))).toBe(false);
  expect(isExpectedOfConsumer(entry('Response Fetch(key: 1, version: 11)'))).toBe(false);
});
