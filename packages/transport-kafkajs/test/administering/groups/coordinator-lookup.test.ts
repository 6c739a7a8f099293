import { describe, expect, it } from '@jest/globals';
import { findCoordinatorsRequest } from '../../../src/administering/groups/encoding/coordinator-lookup.js';
import { WireReader } from '../../../src/wire/reader.js';

const compact = (value: string) => [value.length + 1, ...Buffer.from(value)];
const noCompact = 0;
const noTags = 0;

describe('FindCoordinator 4', () => {
  it('names many groups', () => {
    const { apiKey, apiVersion, isFlexible, body } = findCoordinatorsRequest(['g', 'other']);
    expect([apiKey, apiVersion, isFlexible]).toEqual([10, 4, true]);
    expect([...body]).toEqual([0, 3, ...compact('g'), ...compact('other'), noTags]);
  });

  it('reads the coordinator of each group, or its error', () => {
    const response = Buffer.from([
      ...[0, 0, 0, 7],
      3,
      ...[...compact('g'), 0, 0, 0, 2, ...compact('host'), 0, 0, 0x23, 0x84, 0, 0, noCompact, noTags],
      ...[
        ...compact('x'),
        0xff,
        0xff,
        0xff,
        0xff,
        ...compact(''),
        0xff,
        0xff,
        0xff,
        0xff,
        0,
        30,
        ...compact('no'),
        noTags,
      ],
      noTags,
    ]);
    expect(findCoordinatorsRequest([]).read(new WireReader(response, 0))).toEqual({
      throttleMs: 7,
      coordinators: [
        { group: 'g', address: { nodeId: 2, host: 'host', port: 9_092 }, errorCode: 0, errorMessage: '' },
        { group: 'x', address: { nodeId: -1, host: '', port: -1 }, errorCode: 30, errorMessage: 'no' },
      ],
    });
  });
});
