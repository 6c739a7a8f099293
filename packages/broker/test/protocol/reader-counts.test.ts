import { describe, expect, it } from '@jest/globals';
import { joinGroup } from '../../src/apis/11-join-group.js';
import { MalformedFrame, Reader } from '../../src/protocol/reader.js';
import { Writer } from '../../src/protocol/writer.js';

/** A JoinGroup v2 of `protocols` without name and metadata, six bytes each. */
function joinOf(protocols: number): Reader {
  const head = new Writer().string('g').int32(10_000).int32(10_000).string('').string('').int32(protocols);
  return new Reader(Buffer.concat([Buffer.concat(head.frame()).subarray(4), Buffer.alloc(protocols * 6)]));
}

describe('the counts of a frame', () => {
  it('are rejected beyond the limit, before an element is read', () => {
    expect(joinGroup.read(joinOf(250_000), 2).protocols).toHaveLength(250_000);
    expect(() => joinGroup.read(joinOf(250_001), 2)).toThrow(MalformedFrame);
  });

  it('are summed over all arrays, including nested ones', () => {
    const inner = Buffer.alloc(150_000);
    const head = Buffer.alloc(4);
    head.writeInt32BE(150_000);
    const reader = new Reader(Buffer.concat([Buffer.from([0, 0, 0, 2]), head, inner, head, inner]));
    expect(() => reader.array(() => reader.array(() => reader.int8()))).toThrow(MalformedFrame);
  });
});
