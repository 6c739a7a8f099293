/**
 * What can happen to stored offsets and groups, and its form in the journal: a count, then per change its kind and
 * fields, in the protocol's own encoding. The changes of one request are one entry, kept together or not at all.
 */
import { MalformedFrame, Reader } from '../protocol/reader.js';
import { Writer } from '../protocol/writer.js';
import type { GroupRecord } from './group-surroundings.js';

export interface CommittedOffset {
  readonly offset: number;
  /** -1 when the client did not tell. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** Milliseconds since 1970, as all times here. */
  readonly committedAt: number;
  /** Set when the client asked for a retention of its own (OffsetCommit v2-v4). */
  readonly expiresAt: number | undefined;
}

export type StoreChange =
  | {
      readonly kind: 'commit';
      readonly group: string;
      readonly topic: string;
      readonly partition: number;
      readonly committed: CommittedOffset;
    }
  | { readonly kind: 'forget'; readonly group: string; readonly topic: string; readonly partition: number }
  | { readonly kind: 'group'; readonly group: string; readonly record: GroupRecord }
  | { readonly kind: 'delete'; readonly group: string };

const kinds = ['commit', 'forget', 'group', 'delete'] as const;
const never = -1;

/** The content of one entry of the journal. */
export function encodeChanges(changes: readonly StoreChange[]): Buffer {
  const writer = new Writer().array(changes, writeChange);
  return Buffer.concat(writer.frame()).subarray(4);
}

/** Throws `MalformedFrame` when `content` is no entry. */
export function decodeChanges(content: Buffer): StoreChange[] {
  return new Reader(content, 0, Number.POSITIVE_INFINITY).array(readChange, 3);
}

function writeChange(change: StoreChange, writer: Writer): void {
  writer.int8(kinds.indexOf(change.kind)).string(change.group);
  if (change.kind === 'commit' || change.kind === 'forget') writer.string(change.topic).int32(change.partition);
  if (change.kind === 'commit') {
    const { offset, leaderEpoch, metadata, committedAt, expiresAt } = change.committed;
    writer
      .int64(offset)
      .int32(leaderEpoch)
      .string(metadata)
      .int64(committedAt)
      .int64(expiresAt ?? never);
  }
  if (change.kind === 'group') {
    const { generation, protocolType, emptySince } = change.record;
    writer
      .int32(generation)
      .string(protocolType)
      .int64(emptySince ?? never);
  }
}

function readChange(reader: Reader): StoreChange {
  const kind = kinds[reader.int8()];
  const group = reader.string();
  switch (kind) {
    case 'commit':
      return { kind, group, topic: reader.string(), partition: reader.int32(), committed: readCommitted(reader) };
    case 'forget':
      return { kind, group, topic: reader.string(), partition: reader.int32() };
    case 'group':
      return {
        kind,
        group,
        record: { generation: reader.int32(), protocolType: reader.string(), emptySince: readTime(reader) },
      };
    case 'delete':
      return { kind, group };
    default:
      throw new MalformedFrame(`no change of kind ${kind}`);
  }
}

function readCommitted(reader: Reader): CommittedOffset {
  return {
    offset: reader.int64(),
    leaderEpoch: reader.int32(),
    metadata: reader.string(),
    committedAt: reader.int64(),
    expiresAt: readTime(reader),
  };
}

function readTime(reader: Reader): number | undefined {
  const time = reader.int64();
  return time === never ? undefined : time;
}
