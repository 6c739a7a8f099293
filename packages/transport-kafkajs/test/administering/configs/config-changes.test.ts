import { describe, expect, it } from '@jest/globals';
import { incrementalAlterConfigsRequest } from '../../../src/administering/configs/encoding/config-changes.js';
import { WireReader } from '../../../src/wire/reader.js';

const text = (value: string) => [0, value.length, ...Buffer.from(value)];
const noText = [0xff, 0xff];

describe('IncrementalAlterConfigs 0', () => {
  it('sets the keys with a value and deletes the others', () => {
    const { apiKey, apiVersion, isFlexible, body } = incrementalAlterConfigsRequest([
      { type: 'topic', name: 'users', set: { 'retention.ms': '5', 'segment.ms': null } },
      { type: 'broker', name: '1', set: {} },
    ]);
    expect([apiKey, apiVersion, isFlexible]).toEqual([44, 0, undefined]);
    expect([...body]).toEqual([
      ...[0, 0, 0, 2],
      ...[2, ...text('users'), 0, 0, 0, 2],
      ...[...text('retention.ms'), 0, ...text('5')],
      ...[...text('segment.ms'), 1, ...noText],
      ...[4, ...text('1'), 0, 0, 0, 0],
      0,
    ]);
  });

  it('counts texts in bytes', () => {
    const { body } = incrementalAlterConfigsRequest([{ type: 'topic', name: 'ü', set: { é: 'ß' } }]);
    expect([...body.subarray(4)]).toEqual([
      ...[2, 0, 2, 0xc3, 0xbc, 0, 0, 0, 1],
      ...[0, 2, 0xc3, 0xa9, 0, 0, 2, 0xc3, 0x9f],
      0,
    ]);
  });

  it('reads the result of each resource', () => {
    const { read } = incrementalAlterConfigsRequest([]);
    const response = Buffer.from([
      ...[0, 0, 0, 100],
      ...[0, 0, 0, 2],
      ...[0, 0, ...noText, 2, ...text('a')],
      ...[0, 40, ...text('bad'), 4, ...text('7')],
    ]);
    expect(read(new WireReader(response, 0))).toEqual({
      throttleMs: 100,
      results: [
        { errorCode: 0, errorMessage: '', type: 2, name: 'a' },
        { errorCode: 40, errorMessage: 'bad', type: 4, name: '7' },
      ],
    });
  });
});
