import { expect, it } from '@jest/globals';
import { isSameConfigValue } from '../../src/topics/planning/config-values.js';

it.each([
  ['retention.ms', '604800000', '604800000'],
  ['retention.ms', '0604800000', '604800000'],
  ['retention.bytes', '-1', ' -1 '],
  ['min.cleanable.dirty.ratio', '0.5', '0.50'],
  ['preallocate', 'TRUE', 'true'],
  ['cleanup.policy', 'compact,delete', 'delete, compact'],
  ['leader.replication.throttled.replicas', '0:1,1:2', '1:2,0:1'],
])('%s: %s is %s', (name, one, other) => {
  expect(isSameConfigValue(name, one, other)).toBe(true);
});

it.each([
  ['retention.ms', '604800000', '604800001'],
  ['flush.messages', '9223372036854775807', '9223372036854775806'],
  ['min.cleanable.dirty.ratio', '0.5', '0.6'],
  ['cleanup.policy', 'compact', 'compact,delete'],
  ['compression.type', 'gzip', 'zstd'],
])('%s: %s is different from %s', (name, one, other) => {
  expect(isSameConfigValue(name, one, other)).toBe(false);
});
