import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MalformedFrame } from '../../src/protocol/reader.js';
import { FrameSplitter } from '../../src/server/frame-splitter.js';

const framed = (content: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length);
  return Buffer.concat([length, content]);
};

function split(splitter: FrameSplitter, pieces: readonly Buffer[]): Buffer[] {
  return pieces.flatMap((piece) => {
    splitter.push(piece);
    const frames: Buffer[] = [];
    for (let frame = splitter.next(); frame !== undefined; frame = splitter.next()) frames.push(frame);
    return frames;
  });
}

describe('frames', () => {
  it('are complete, however they are cut', () => {
    const contents = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 });
    fc.assert(
      fc.property(contents, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (frames, sizes) => {
        const stream = Buffer.concat(frames.map(framed));
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(stream.subarray(at, at + size));
          at += size;
        }
        const splitter = new FrameSplitter(() => 300);
        expect(split(splitter, pieces)).toEqual(frames.map((frame) => Buffer.from(frame)));
        expect(splitter.pending).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('are complete byte by byte, including long ones', () => {
    const contents = [Buffer.alloc(40_000, 1), Buffer.alloc(3, 2), Buffer.alloc(20_000, 3)];
    const stream = Buffer.concat(contents.map(framed));
    const splitter = new FrameSplitter(() => 50_000);
    const pieces = Array.from(stream, (_, at) => stream.subarray(at, at + 1));
    expect(split(splitter, pieces).map((frame) => frame.equals(contents.shift() ?? Buffer.alloc(0)))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([-1, 101, 2 ** 31 - 1])('of %i bytes are rejected by their length alone', (length) => {
    const head = Buffer.alloc(4);
    head.writeInt32BE(length);
    const splitter = new FrameSplitter(() => 100);
    splitter.push(head);
    expect(() => splitter.next()).toThrow(MalformedFrame);
  });
});
