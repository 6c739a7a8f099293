/** The same responses as Apache Kafka 4.1's to the same changes, recorded by hand. */
import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/index.js';
import { type ConfigChange, changedOverrides, replacedOverrides } from '../../src/topics/config-changes.js';
import { topicConfig } from '../../src/topics/topic-configs.js';

const before = new Map([['retention.ms', '1000']]);
const inForce = (name: string): string => before.get(name) ?? topicConfig(name)?.byDefault ?? '';
const change = (...changes: readonly ConfigChange[]): Record<string, string> =>
  Object.fromEntries(changedOverrides(before, changes, inForce));

const [set, remove, append, subtract] = [0, 1, 2, 3];

describe('changes of settings', () => {
  it('keep the settings that they do not name', () => {
    expect(change({ name: 'segment.ms', operation: set, value: '5' })).toEqual({
      'retention.ms': '1000',
      'segment.ms': '5',
    });
  });

  it('delete, including settings that are not set', () => {
    expect(change({ name: 'retention.ms', operation: remove, value: null })).toEqual({});
    expect(change({ name: 'foo', operation: remove, value: null })).toEqual({ 'retention.ms': '1000' });
  });

  it('append to the effective value and subtract from it, each element once', () => {
    const policy = { name: 'cleanup.policy', value: 'compact' };
    expect(change({ ...policy, operation: append })).toMatchObject({ 'cleanup.policy': 'delete,compact' });
    expect(change({ ...policy, operation: append, value: 'delete' })).toMatchObject({ 'cleanup.policy': 'delete' });
    expect(change({ ...policy, operation: subtract, value: 'delete' })).toMatchObject({ 'cleanup.policy': '' });
  });

  it.each<[ConfigChange[], keyof typeof errorCodes, string]>([
    [
      [{ name: 'retention.ms', operation: append, value: '5' }],
      'INVALID_CONFIG',
      "Can't APPEND to key retention.ms because its type is not LIST.",
    ],
    [
      [{ name: 'retention.ms', operation: set, value: null }],
      'INVALID_REQUEST',
      'Null value not supported for : retention.ms',
    ],
    [
      [
        { name: 'retention.ms', operation: set, value: '1' },
        { name: 'retention.ms', operation: set, value: '2' },
      ],
      'INVALID_REQUEST',
      'Error due to duplicate config keys',
    ],
    [
      [{ name: 'retention.ms', operation: set, value: 'x' }],
      'INVALID_CONFIG',
      'Invalid value x for configuration retention.ms: Not a number of type LONG',
    ],
    [[{ name: 'retention.ms', operation: 9, value: '1' }], 'INVALID_REQUEST', 'There is no operation 9 on a setting.'],
  ])('are rejected: %j', (changes, code, message) => {
    expect(() => change(...changes)).toThrow(expect.objectContaining({ code: errorCodes[code], message }));
  });

  it('replace all overrides', () => {
    expect([...replacedOverrides([{ name: 'segment.ms', value: '5' }])]).toEqual([['segment.ms', '5']]);
    expect(() => replacedOverrides([{ name: 'foo', value: '5' }])).toThrow('Unknown topic config name: foo');
    expect(() => replacedOverrides([{ name: 'segment.ms', value: null }])).toThrow('Null value not supported');
  });
});
